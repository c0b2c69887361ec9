/* Reads a request head (RFC 9112), strictly: what is ambiguous is refused, because two readers
 * that understand one request differently are how requests get smuggled. */
#include "internal.h"
#include "string.h"

static bool is_token(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  for (const char *other = "!#$%&'*+-.^_`|~"; *other != 0; other++) {
    if (c == *other) return true;
  }
  return false;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static int digit16(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_text(struct http_text text, const char *word) {
  return text.length == strlen(word) && memcmp(text.bytes, word, text.length) == 0;
}

static bool is_name(const char *bytes, size_t length, const char *name) {
  for (size_t i = 0; i < length; i++) {
    if (name[i] == 0 || lower(bytes[i]) != name[i]) return false;
  }
  return name[length] == 0;
}

/* Takes the next field at `*at`; false at the end. The fields were checked by check_fields. */
static bool next_field(struct http_text fields, size_t *at, struct http_text *name,
                       struct http_text *value) {
  if (*at >= fields.length) return false;
  const char *line = fields.bytes + *at;
  size_t length = 0, colon = 0;
  while (line[length] != '\r') length++;
  while (line[colon] != ':') colon++;
  *name = (struct http_text){line, colon};
  size_t start = colon + 1, end = length;
  while (start < end && (line[start] == ' ' || line[start] == '\t')) start++;
  while (end > start && (line[end - 1] == ' ' || line[end - 1] == '\t')) end--;
  *value = (struct http_text){line + start, end - start};
  *at += length + 2;
  return true;
}

bool http_request_field(const struct http_request *request, const char *name,
                        struct http_text *value) {
  struct http_text found;
  size_t at = 0;
  while (next_field(request->fields, &at, &found, value)) {
    if (is_name(found.bytes, found.length, name)) return true;
  }
  return false;
}

/* Every line is `token ":" value CRLF`; no folding, no control characters. */
static bool check_fields(struct http_text fields) {
  size_t at = 0;
  while (at < fields.length) {
    size_t start = at;
    while (at < fields.length && is_token(fields.bytes[at])) at++;
    if (at == start || at == fields.length || fields.bytes[at] != ':') return false;
    while (at < fields.length && fields.bytes[at] != '\r') {
      unsigned char c = (unsigned char)fields.bytes[at];
      if ((c < 0x20 && c != '\t') || c == 0x7f) return false;
      at++;
    }
    if (at + 1 >= fields.length || fields.bytes[at + 1] != '\n') return false;
    at += 2;
  }
  return true;
}

/* Decodes the path of `target` into `request`; false when anything about it is doubtful. */
static bool normalise(struct http_request *request) {
  struct http_text target = request->target;
  size_t out = 0, segment = 0;
  if (target.length == 0 || target.bytes[0] != '/') return false;
  for (size_t i = 0; i < target.length && target.bytes[i] != '?'; i++) {
    int c = (unsigned char)target.bytes[i];
    bool encoded = c == '%';
    if (encoded) {
      if (i + 2 >= target.length) return false;
      int high = digit16(target.bytes[i + 1]), low = digit16(target.bytes[i + 2]);
      if (high < 0 || low < 0) return false;
      c = high << 4 | low;
      i += 2;
    }
    if (c < 0x20 || c == 0x7f || c == '\\' || c == '#' || (encoded && (c == '/' || c == '%'))) {
      return false;
    }
    if (out == HTTP_PATH_MAX - 1) return false;
    if (c == '/' && out > 0) {
      size_t length = out - segment;
      if (length == 0 || (request->path[segment] == '.' &&
                          (length == 1 || (length == 2 && request->path[segment + 1] == '.')))) {
        return false;
      }
    }
    request->path[out++] = (char)c;
    if (c == '/') segment = out;
  }
  size_t length = out - segment;
  if (length > 0 && request->path[segment] == '.' &&
      (length == 1 || (length == 2 && request->path[segment + 1] == '.'))) {
    return false;
  }
  request->path[out] = 0;
  request->path_length = out;
  return true;
}

/* Reads a decimal number of at most nine digits. */
static bool parse_length(struct http_text text, size_t *value) {
  *value = 0;
  if (text.length == 0 || text.length > 9) return false;
  for (size_t i = 0; i < text.length; i++) {
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
    *value = *value * 10 + (size_t)(text.bytes[i] - '0');
  }
  return true;
}

/* Framing and connection fields; returns the status to refuse with, or 0. */
static int read_fields(struct http_request *request, struct http_parsed *parsed, bool is_1_0) {
  struct http_text name, value;
  size_t at = 0;
  int hosts = 0, lengths = 0, authorizations = 0;
  while (next_field(request->fields, &at, &name, &value)) {
    if (is_name(name.bytes, name.length, "host")) hosts++;
    if (is_name(name.bytes, name.length, "authorization")) authorizations++;
    if (is_name(name.bytes, name.length, "transfer-encoding")) return 501;
    if (is_name(name.bytes, name.length, "expect")) return 417;
    if (is_name(name.bytes, name.length, "content-length")) {
      lengths++;
      if (!parse_length(value, &parsed->body_length)) return 400;
    }
    if (is_name(name.bytes, name.length, "connection")) {
      if (is_name(value.bytes, value.length, "close")) parsed->keep_alive = false;
      if (is_name(value.bytes, value.length, "keep-alive")) parsed->keep_alive = true;
    }
  }
  if (lengths > 1 || authorizations > 1 || hosts > 1 || (hosts == 0 && !is_1_0)) return 400;
  return 0;
}

static int read_head(const char *bytes, size_t head_length, struct http_parsed *parsed,
                     struct http_request *request) {
  size_t line = 0, at = 0;
  while (bytes[line] != '\r') line++;
  if (bytes[line + 1] != '\n') return 400;
  while (at < line && is_token(bytes[at])) at++;
  if (at == 0 || at == line || bytes[at] != ' ') return 400;
  request->method = (struct http_text){bytes, at};
  size_t target = ++at;
  while (at < line && bytes[at] > ' ' && bytes[at] != 0x7f) at++;
  if (at == target || at == line || bytes[at] != ' ') return 400;
  request->target = (struct http_text){bytes + target, at - target};
  struct http_text version = {bytes + at + 1, line - at - 1};
  bool is_1_0 = is_text(version, "HTTP/1.0");
  if (!is_1_0 && !is_text(version, "HTTP/1.1")) return 505;
  parsed->keep_alive = !is_1_0;
  request->fields = (struct http_text){bytes + line + 2, head_length - line - 4};
  if (!check_fields(request->fields)) return 400;
  int error = read_fields(request, parsed, is_1_0);
  if (error != 0) return error;
  if (!normalise(request)) return 400;
  request->is_head = is_text(request->method, "HEAD");
  return 0;
}

int http_parse(const char *bytes, size_t length, struct http_parsed *parsed,
               struct http_request *request) {
  size_t end = 0;
  memset(parsed, 0, sizeof *parsed);
  while (end + 3 < length && memcmp(bytes + end, "\r\n\r\n", 4) != 0) end++;
  if (end + 3 >= length) {
    if (length < HTTP_HEAD_MAX) return HTTP_NEED_MORE;
    parsed->error = 431;
    return 1;
  }
  parsed->head_length = end + 4;
  parsed->error = read_head(bytes, parsed->head_length, parsed, request);
  if (parsed->error != 0) parsed->keep_alive = false;
  return 1;
}
