/* Lines gather in a buffer; the end of a batch of packets writes them. */
#include "http-server.h"
#include "packet.h"
#include "string.h"

#define SECOND 1000000000u
#define LATE_MAX (SECOND / 5)
#define METHOD_MAX 16u
#define PRINCIPAL_MAX 64u
/* Every byte of path and principal escaped, and the rest. */
#define LINE_MAX (3 * HTTP_PATH_MAX + 6 * PRINCIPAL_MAX + 256u)

static char buffer[16u << 10];
static size_t used;
static uint64_t oldest; /* when the first line in the buffer came */

int request_log_http_response(struct http_request *request);
int request_log_net_batch(void);

static void flush(void) {
  merlon_console_write(buffer, used);
  used = 0;
}

#define PUT(literal) put(literal, sizeof(literal) - 1)
static void put(const char *bytes, size_t length) {
  char *at = buffer + used;
  size_t done = 0;
  used += length;
  /* Words first: most of a line is known text. */
  for (; done + 8 <= length; done += 8) __builtin_memcpy(at + done, bytes + done, 8);
  for (; done < length; done++) at[done] = bytes[done];
}

static void put_number(uint64_t value) {
  char digits[MERLON_DECIMAL_MAX], *at = merlon_decimal(value, digits);
  put(at, (size_t)(digits + sizeof digits - at));
}

static void put_digits(char *at, unsigned value, unsigned count) {
  while (count-- > 0) {
    at[count] = (char)('0' + value % 10);
    value /= 10;
  }
}

static const char hex[] = "0123456789ABCDEF";

/* The path was decoded; what is not plain is encoded again. It cannot hold a '%' of its own. */
static void put_path(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '%') {
      buffer[used++] = (char)c;
    } else {
      char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
      put(escape, sizeof escape);
    }
  }
}

static void put_text(struct http_text text, size_t max) {
  for (size_t i = 0; i < text.length && i < max; i++) {
    unsigned char c = (unsigned char)text.bytes[i];
    if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
      buffer[used++] = (char)c;
    } else {
      char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
      put(escape, sizeof escape);
    }
  }
}

/* The beginning of a line changes seldom: with the second and with who asks. */
#define TIME_AT (sizeof "{\"time\":\"" - 1)
#define PEER_AT (TIME_AT + sizeof "1970-01-01T00:00:00.000Z\",\"peer\":\"" - 1)
static char beginning[PEER_AT + sizeof "255.255.255.255\",\"method\":\"" - 1] =
  "{\"time\":\"1970-01-01T00:00:00.000Z\",\"peer\":\"";
static size_t beginning_length;

static void set_peer(uint32_t peer) {
  static const char after[] = "\",\"method\":\"";
  uint8_t bytes[4];
  char *at = beginning + PEER_AT;
  memcpy(bytes, &peer, sizeof bytes);
  for (int i = 0; i < 4; i++) {
    if (i > 0) *at++ = '.';
    unsigned digits = bytes[i] >= 100 ? 3 : bytes[i] >= 10 ? 2 : 1;
    put_digits(at, bytes[i], digits);
    at += digits;
  }
  memcpy(at, after, sizeof after - 1);
  beginning_length = (size_t)(at - beginning) + sizeof after - 1;
}

/* RFC 3339, to the second. */
static void set_second(uint64_t seconds) {
  char *text = beginning + TIME_AT;
  /* Days since 0000-03-01, so that the leap day is the last of its year. */
  uint64_t days = seconds / 86400 + 719468, era = days / 146097, of_era = days % 146097;
  uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  unsigned of_year = (unsigned)(of_era - (365 * year + year / 4 - year / 100));
  unsigned month = (5 * of_year + 2) / 153, of_day = (unsigned)(seconds % 86400);
  put_digits(text + 8, of_year - (153 * month + 2) / 5 + 1, 2);
  put_digits(text + 5, month < 10 ? month + 3 : month - 9, 2);
  put_digits(text, (unsigned)(year + era * 400) + (month >= 10), 4);
  put_digits(text + 11, of_day / 3600, 2);
  put_digits(text + 14, of_day / 60 % 60, 2);
  put_digits(text + 17, of_day % 60, 2);
}

static void put_beginning(uint64_t wall, uint32_t peer) {
  static uint64_t second, millisecond;
  static uint32_t known_peer;
  uint64_t now = wall / 1000000u;
  if (beginning_length == 0 || peer != known_peer) set_peer(peer);
  known_peer = peer;
  if (now != millisecond) {
    if (now / 1000 != second) set_second(now / 1000);
    second = now / 1000;
    put_digits(beginning + TIME_AT + 20, (unsigned)(now % 1000), 3);
    millisecond = now;
  }
  put(beginning, beginning_length);
}

int request_log_http_response(struct http_request *request) {
  if (sizeof buffer - used < LINE_MAX) flush();
  if (used == 0) oldest = network_now();
  put_beginning(network_wall(), request->session->peer);
  put_text(request->method, METHOD_MAX);
  PUT("\",\"path\":\"");
  put_path(request->path, request->path_length);
  PUT("\",\"status\":");
  put_number((uint64_t)request->status);
  PUT(",\"bytes\":");
  if (!request->is_head && request->body_length == HTTP_LENGTH_UNKNOWN) PUT("null");
  else put_number(request->is_head ? 0 : request->body_length);
  PUT(",\"principal\":");
  if (request->principal.length > 0) {
    PUT("\"");
    put_text(request->principal, PRINCIPAL_MAX);
    PUT("\"}\n");
  } else {
    PUT("null}\n");
  }
  return 0;
}

int request_log_net_batch(void) {
  if (used > 0 && (used > sizeof buffer / 2 || network_now() - oldest >= LATE_MAX)) flush();
  return 0;
}
