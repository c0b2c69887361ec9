/* Reads a request head (RFC 9112), strictly: what is ambiguous is refused, because two readers
 * that understand one request differently are how requests get smuggled. */
#include "internal.h"
#include "string.h"

bool http_request_field(const struct http_request *request, const char *name,
                        struct http_text *value) {
  struct http_text found;
  size_t at = 0;
  while (http_next_field(request->fields, &at, &found, value)) {
    if (http_is_name(found, name)) return true;
  }
  return false;
}

/* Fields that may stand once only: two readers could each believe another one. */
enum single {
  HOST, EXPECT, RANGE, IF_RANGE, CONTENT_TYPE, AUTHORIZATION, CONTENT_LENGTH, TRANSFER_ENCODING,
  IF_MODIFIED, IF_UNMODIFIED, SINGLES
};
#define NAME(text) {text, sizeof text - 1}
static const struct http_text single_names[SINGLES] = {
  NAME("host"), NAME("expect"), NAME("range"), NAME("if-range"), NAME("content-type"),
  NAME("authorization"), NAME("content-length"), NAME("transfer-encoding"),
  NAME("if-modified-since"), NAME("if-unmodified-since"),
};

/* What the fields say about the message itself. */
struct framing_fields {
  struct http_text values[SINGLES]; /* `bytes` is NULL when the field is absent */
  bool close, stay;
};

static int gather(struct http_text fields, struct framing_fields *found) {
  struct http_text name, value, element;
  size_t at = 0;
  while (http_next_field(fields, &at, &name, &value)) {
    for (int i = 0; i < SINGLES; i++) {
      if (name.length != single_names[i].length ||
          !http_is_name(name, single_names[i].bytes)) {
        continue;
      }
      if (found->values[i].bytes != NULL) return 400;
      found->values[i] = value;
      break;
    }
    if (name.length != 10 || !http_is_name(name, "connection")) continue;
    while (http_next_element(&value, &element)) {
      if (http_is_name(element, "close")) found->close = true;
      if (http_is_name(element, "keep-alive")) found->stay = true;
    }
  }
  return 0;
}

static int read_framing(const struct framing_fields *found, struct http_parsed *parsed) {
  struct http_text coding = found->values[TRANSFER_ENCODING];
  struct http_text length = found->values[CONTENT_LENGTH], expected = found->values[EXPECT];
  if (coding.bytes != NULL) {
    if (length.bytes != NULL || parsed->is_1_0 || !http_is_name(coding, "chunked")) return 400;
    parsed->framing = HTTP_CHUNKED;
  } else if (length.bytes != NULL) {
    if (!http_read_length(length, &parsed->body_length)) return 400;
    if (parsed->body_length > 0) parsed->framing = HTTP_SIZED;
  }
  if (expected.bytes != NULL && !parsed->is_1_0) {
    if (!http_is_name(expected, "100-continue")) return 417;
    parsed->expects_continue = parsed->framing != HTTP_NO_BODY;
  }
  return 0;
}

static int read_fields(struct http_request *request, struct http_parsed *parsed) {
  struct framing_fields found;
  int count = http_check_fields(request->fields, &request->field_kinds);
  if (count < 0) return 400;
  if (count > HTTP_FIELD_COUNT_MAX) return 431;
  memset(&found, 0, sizeof found);
  int error = gather(request->fields, &found);
  if (error == 0) error = read_framing(&found, parsed);
  if (error != 0) return error;
  struct http_text host = found.values[HOST];
  if (host.bytes == NULL ? !parsed->is_1_0 : !http_is_host(host)) return 400;
  parsed->keep_alive = !found.close && (!parsed->is_1_0 || found.stay);
  request->authorization = found.values[AUTHORIZATION];
  request->host = host;
  request->content_length =
    parsed->framing == HTTP_CHUNKED ? HTTP_LENGTH_UNKNOWN : parsed->body_length;
  return http_read_target(request, host);
}

/* `method SP target SP version CRLF`; leaves the fields after it in `request`. */
static int read_line(const char *bytes, size_t head_length, struct http_parsed *parsed,
                     struct http_request *request) {
  size_t line = 0, at = 0;
  while (bytes[line] != '\r') line++;
  while (at < line && http_is_token(bytes[at])) at++;
  if (at == 0 || at == line || bytes[at] != ' ') return 400;
  request->method = (struct http_text){bytes, at};
  size_t target = ++at;
  while (at < line && bytes[at] > ' ') at++; /* no byte from 0x80 on: char is signed */
  if (at == target || at == line || bytes[at] != ' ') return 400;
  request->target = (struct http_text){bytes + target, at - target};
  struct http_text version = {bytes + at + 1, line - at - 1};
  if (version.length != 8 || memcmp(version.bytes, "HTTP/", 5) != 0 || version.bytes[6] != '.' ||
      version.bytes[5] < '0' || version.bytes[5] > '9' || version.bytes[7] < '0' ||
      version.bytes[7] > '9') {
    return 400;
  }
  parsed->is_1_0 = http_is(version, "HTTP/1.0");
  if (!parsed->is_1_0 && !http_is(version, "HTTP/1.1")) return 505;
  request->fields = (struct http_text){bytes + line + 2, head_length - line - 4};
  return 0;
}

void http_parse(const char *bytes, size_t head_length, struct http_parsed *parsed,
                struct http_request *request) {
  memset(parsed, 0, sizeof *parsed);
  parsed->error = head_length > 2 ? read_line(bytes, head_length, parsed, request) : 400;
  request->is_head = http_is(request->method, "HEAD");
  if (parsed->error == 0) parsed->error = read_fields(request, parsed);
}
