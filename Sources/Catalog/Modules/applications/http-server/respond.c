/* Formats response heads. */
#include "internal.h"
#include "string.h"

static const char *reason(int status) {
  switch (status) {
  case 200: return "OK";
  case 304: return "Not Modified";
  case 400: return "Bad Request";
  case 401: return "Unauthorized";
  case 403: return "Forbidden";
  case 404: return "Not Found";
  case 405: return "Method Not Allowed";
  case 413: return "Content Too Large";
  case 417: return "Expectation Failed";
  case 429: return "Too Many Requests";
  case 431: return "Request Header Fields Too Large";
  case 501: return "Not Implemented";
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

void http_response_field(struct http_request *request, const char *name, const char *value) {
  size_t name_length = strlen(name), value_length = strlen(value);
  if (request->response_fields_length + name_length + value_length + 4 > HTTP_FIELDS_MAX) return;
  char *at = request->response_fields + request->response_fields_length;
  memcpy(at, name, name_length);
  memcpy(at + name_length, ": ", 2);
  memcpy(at + name_length + 2, value, value_length);
  memcpy(at + name_length + 2 + value_length, "\r\n", 2);
  request->response_fields_length += name_length + value_length + 4;
}

void http_response_lines(struct http_request *request, const char *lines, size_t length) {
  if (request->response_fields_length + length > HTTP_FIELDS_MAX) return;
  memcpy(request->response_fields + request->response_fields_length, lines, length);
  request->response_fields_length += length;
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

static void put_number(struct writer *writer, size_t value) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  put(writer, digits + at, sizeof digits - at);
}

size_t http_format_head(const struct http_request *request, bool keep_alive, char *head,
                        size_t capacity) {
  struct writer writer = {head, head + capacity};
  put_text(&writer, "HTTP/1.1 ");
  put_number(&writer, (size_t)request->status);
  put_text(&writer, " ");
  put_text(&writer, reason(request->status));
  put_text(&writer, "\r\nContent-Length: ");
  put_number(&writer, request->body_length);
  if (request->content_type != NULL) {
    put_text(&writer, "\r\nContent-Type: ");
    put_text(&writer, request->content_type);
  }
  put_text(&writer, keep_alive ? "\r\n" : "\r\nConnection: close\r\n");
  put(&writer, request->response_fields, request->response_fields_length);
  put_text(&writer, "\r\n");
  return (size_t)(writer.at - head);
}
