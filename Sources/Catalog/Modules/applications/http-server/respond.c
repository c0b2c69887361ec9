/* Formats response heads. */
#include "internal.h"
#include "string.h"

#define SECOND 1000000000u

static const char *reason(int status) {
  switch (status) {
  case 200: return "OK";
  case 204: return "No Content";
  case 206: return "Partial Content";
  case 301: return "Moved Permanently";
  case 302: return "Found";
  case 304: return "Not Modified";
  case 307: return "Temporary Redirect";
  case 308: return "Permanent Redirect";
  case 400: return "Bad Request";
  case 401: return "Unauthorized";
  case 403: return "Forbidden";
  case 404: return "Not Found";
  case 405: return "Method Not Allowed";
  case 408: return "Request Timeout";
  case 412: return "Precondition Failed";
  case 413: return "Content Too Large";
  case 414: return "URI Too Long";
  case 416: return "Range Not Satisfiable";
  case 417: return "Expectation Failed";
  case 429: return "Too Many Requests";
  case 431: return "Request Header Fields Too Large";
  case 500: return "Internal Server Error";
  case 501: return "Not Implemented";
  case 502: return "Bad Gateway";
  case 503: return "Service Unavailable";
  case 504: return "Gateway Timeout";
  case 505: return "HTTP Version Not Supported";
  default: return "Error";
  }
}

void http_respond_status(struct http_request *request, int status) {
  request->status = status;
  request->content_type = "text/plain; charset=utf-8";
  request->body = (const unsigned char *)reason(status);
  request->body_length = strlen(reason(status));
}

/* Where `length` more bytes of fields go; NULL, and from then on always, when they do not fit. */
static char *field_space(struct http_request *request, size_t length) {
  if (request->response_fields_length > HTTP_FIELDS_MAX ||
      length > HTTP_FIELDS_MAX - request->response_fields_length) {
    request->response_fields_length = HTTP_FIELDS_MAX + 1;
    return NULL;
  }
  char *at = request->response_fields + request->response_fields_length;
  request->response_fields_length += length;
  return at;
}

void http_response_field(struct http_request *request, const char *name, const char *value) {
  size_t name_length = strlen(name), value_length = strlen(value);
  char *at = field_space(request, name_length + value_length + 4);
  if (at == NULL) return;
  memcpy(at, name, name_length);
  memcpy(at + name_length, ": ", 2);
  memcpy(at + name_length + 2, value, value_length);
  memcpy(at + name_length + 2 + value_length, "\r\n", 2);
}

void http_response_lines(struct http_request *request, const char *lines, size_t length) {
  char *at = field_space(request, length);
  if (at != NULL) memcpy(at, lines, length);
}

int http_refuse_for(struct http_request *request, uint64_t wait) {
  char seconds[MERLON_DECIMAL_MAX + 1];
  seconds[MERLON_DECIMAL_MAX] = 0;
  http_response_field(request, "Retry-After", merlon_decimal((wait + SECOND - 1) / SECOND, seconds));
  return 429;
}

struct writer {
  char *at, *end;
};

static void put(struct writer *writer, const char *bytes, size_t length) {
  if (length > (size_t)(writer->end - writer->at)) merlon_abort("http: response head too long");
  memcpy(writer->at, bytes, length);
  writer->at += length;
}

static void put_text(struct writer *writer, const char *text) { put(writer, text, strlen(text)); }

#define PUT(writer, literal) put(writer, literal, sizeof literal - 1)

static void put_number(struct writer *writer, size_t value) {
  char digits[MERLON_DECIMAL_MAX], *at = merlon_decimal(value, digits);
  put(writer, at, (size_t)(digits + sizeof digits - at));
}

static void put_two_digits(struct writer *writer, unsigned value) {
  char digits[2] = {(char)('0' + value / 10), (char)('0' + value % 10)};
  put(writer, digits, 2);
}

/* The whole line of Date, made once a second and not for each response. */
static char date[48];
static size_t date_length;

void http_date_set(uint64_t seconds) {
  static const char days[] = "ThuFriSatSunMonTueWed"; /* 1970 began on a Thursday */
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  static uint64_t shown;
  if (seconds == shown && date_length > 0) return;
  shown = seconds;
  /* Civil date from days, in eras of 400 years that begin in March (Hinnant). */
  uint64_t day = seconds / 86400 + 719468, era = day / 146097, of_era = day % 146097;
  uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  uint64_t month = (5 * of_year + 2) / 153;
  unsigned of_month = (unsigned)(of_year - (153 * month + 2) / 5 + 1);
  month = month < 10 ? month + 2 : month - 10; /* from 0 for January */
  year += era * 400 + (month < 2 ? 1 : 0);
  struct writer writer = {date, date + sizeof date};
  PUT(&writer, "Date: ");
  put(&writer, days + seconds / 86400 % 7 * 3, 3);
  PUT(&writer, ", ");
  put_two_digits(&writer, of_month);
  PUT(&writer, " ");
  put(&writer, months + month * 3, 3);
  PUT(&writer, " ");
  put_number(&writer, year);
  for (uint64_t unit = 3600, rest = seconds % 86400; unit > 0; rest %= unit, unit /= 60) {
    put_text(&writer, unit == 3600 ? " " : ":");
    put_two_digits(&writer, (unsigned)(rest / unit));
  }
  PUT(&writer, " GMT\r\n");
  date_length = (size_t)(writer.at - date);
}

/* Makes a response whose fields did not fit one without any: what a mechanism wanted to say
 * cannot be left out, so neither can the rest be said. */
static void refuse_overflow(struct http_request *request) {
  static bool is_told;
  if (!is_told) merlon_puts("http-server: response fields exceed HTTP_FIELDS_MAX: answered 500\n");
  is_told = true;
  request->response_fields_length = 0;
  http_respond_status(request, 500);
}

/* To HTTP/1.0 a body of unknown length ends with the connection. */
static void put_length(struct writer *writer, const struct http_request *request, bool is_1_0) {
  if (request->body_length != HTTP_LENGTH_UNKNOWN) {
    PUT(writer, "Content-Length: ");
    put_number(writer, request->body_length);
    PUT(writer, "\r\n");
  } else if (!is_1_0 && !request->is_head) {
    PUT(writer, "Transfer-Encoding: chunked\r\n");
  }
}

static bool is_same_name(struct http_text left, struct http_text right) {
  if (left.length != right.length) return false;
  for (size_t i = 0; i < left.length; i++) {
    if (http_lower(left.bytes[i]) != http_lower(right.bytes[i])) return false;
  }
  return true;
}

void http_drop_overruled(struct http_request *request) {
  struct http_text added = {request->response_fields, request->response_fields_length};
  struct http_text fields = {request->answer_fields, request->answer_fields_length};
  struct http_text name, other, value;
  size_t kept = 0;
  for (size_t at = 0, start = 0; http_next_field(fields, &at, &name, &value); start = at) {
    bool is_overruled = false;
    for (size_t i = 0; !is_overruled && http_next_field(added, &i, &other, &value);) {
      is_overruled = is_same_name(name, other);
    }
    if (is_overruled) continue;
    memmove(request->answer_fields + kept, fields.bytes + start, at - start);
    kept += at - start;
  }
  request->answer_fields_length = kept;
}

size_t http_format_head(struct http_request *request, bool keep_alive, bool is_1_0,
                        char head[HTTP_HEAD_OUT_MAX]) {
  struct writer writer = {head, head + HTTP_HEAD_OUT_MAX};
  if (http_fields_overflow(request)) refuse_overflow(request);
  PUT(&writer, "HTTP/1.1 ");
  put_number(&writer, (size_t)request->status);
  PUT(&writer, " ");
  put_text(&writer, reason(request->status));
  PUT(&writer, "\r\n");
  put(&writer, date, date_length);
  if (request->status == 204 || request->status == 304) {
    request->body_length = 0;
  } else {
    put_length(&writer, request, is_1_0);
    if (request->content_type != NULL) {
      PUT(&writer, "Content-Type: ");
      put_text(&writer, request->content_type);
      PUT(&writer, "\r\n");
    }
  }
  if (!keep_alive) PUT(&writer, "Connection: close\r\n");
  else if (is_1_0) PUT(&writer, "Connection: keep-alive\r\n");
  put(&writer, request->response_fields, request->response_fields_length);
  if (request->answer == NULL) PUT(&writer, "\r\n");
  return (size_t)(writer.at - head);
}
