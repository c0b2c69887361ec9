/* Reads the head of a response (RFC 9112 §4, §6.3) as strictly as the server reads requests: one
 * that client and proxy could divide differently would let its sender answer other requests. */
#include "proxy.h"
#include "string.h"

/* `version SP status SP reason CRLF`: the length of the line, or 0. */
static size_t read_line(const char *head, size_t length, bool *is_1_0,
                        struct proxy_response *response) {
  size_t line = 0;
  while (line < length && head[line] != '\r') line++;
  if (line < 13 || line + 2 > length || memcmp(head, "HTTP/1.", 7) != 0) return 0;
  if ((head[7] != '0' && head[7] != '1') || head[8] != ' ' || head[12] != ' ') return 0;
  for (int i = 9; i < 12; i++) {
    if (head[i] < '0' || head[i] > '9') return 0;
    response->status = response->status * 10 + (head[i] - '0');
  }
  *is_1_0 = head[7] == '0';
  return response->status < 100 || response->status > 599 ? 0 : line + 2;
}

/* Fields that may stand once only. */
enum single { CONTENT_LENGTH, TRANSFER_ENCODING, CONTENT_TYPE, LOCATION, SINGLES };
static const char *const single_names[SINGLES] = {"content-length", "transfer-encoding",
                                                  "content-type", "location"};

static bool gather(struct http_text fields, struct http_text values[SINGLES]) {
  struct http_text name, value;
  for (size_t at = 0; http_next_field(fields, &at, &name, &value);) {
    for (int i = 0; i < SINGLES; i++) {
      if (!http_is_name(name, single_names[i])) continue;
      if (values[i].bytes != NULL) return false;
      values[i] = value;
    }
  }
  return true;
}

static bool read_framing(const struct http_text values[SINGLES], bool is_1_0, bool is_head,
                         struct proxy_response *response) {
  struct http_text coding = values[TRANSFER_ENCODING], length = values[CONTENT_LENGTH];
  int status = response->status;
  bool never_has_body = status < 200 || status == 204;
  response->framing = HTTP_TO_CLOSE;
  response->length = HTTP_LENGTH_UNKNOWN;
  if (coding.bytes != NULL) {
    if (length.bytes != NULL || is_1_0 || !http_is_name(coding, "chunked")) return false;
    response->framing = HTTP_CHUNKED;
  } else if (length.bytes != NULL) {
    if (!http_read_length(length, &response->length)) return false;
    if (response->length > PROXY_BODY_MAX) return false;
    response->framing = response->length > 0 ? HTTP_SIZED : HTTP_NO_BODY;
  }
  if (never_has_body && response->framing != HTTP_TO_CLOSE && response->framing != HTTP_NO_BODY) {
    return false; /* what follows would be taken for a body by some */
  }
  if (never_has_body || status == 304) response->length = 0;
  if (never_has_body || status == 304 || is_head) response->framing = HTTP_NO_BODY;
  return true;
}

/* Moves the fields that are passed on to `head`. The names that Connection lists stand among
 * those that are overwritten, so all is decided first. */
static size_t keep_fields(char *head, struct http_text fields, const struct proxy_hops *hops) {
  bool is_dropped[PROXY_FIELD_COUNT_MAX];
  struct http_text name, value;
  size_t at = 0, kept = 0;
  for (int i = 0; http_next_field(fields, &at, &name, &value); i++) {
    is_dropped[i] = proxy_is_hop(hops, name) || http_is_name(name, "date");
  }
  at = 0;
  for (int i = 0; at < fields.length; i++) {
    size_t start = at;
    (void)http_next_field(fields, &at, &name, &value);
    if (is_dropped[i]) continue;
    memmove(head + kept, fields.bytes + start, at - start);
    kept += at - start;
  }
  return kept;
}

bool proxy_read_response(char *head, size_t length, bool is_head,
                         struct proxy_response *response) {
  struct http_text values[SINGLES] = {{NULL, 0}};
  struct proxy_hops hops;
  bool is_1_0;
  *response = (struct proxy_response){0};
  size_t line = length > 2 ? read_line(head, length - 2, &is_1_0, response) : 0;
  if (line == 0) return false;
  struct http_text fields = {head + line, length - 2 - line};
  uint8_t kinds;
  int count = http_check_fields(fields, &kinds);
  if (count < 0 || count > PROXY_FIELD_COUNT_MAX) return false;
  if (!proxy_read_hops(fields, &hops) || !gather(fields, values)) return false;
  if (!read_framing(values, is_1_0, is_head, response)) return false;
  response->keep_alive = !is_1_0 && !hops.close && response->framing != HTTP_TO_CLOSE;
  response->fields_length = keep_fields(head, fields, &hops);
  return true;
}
