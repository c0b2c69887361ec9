/* What a request is for: its target (RFC 9112 §3.2) and the Host that it has to agree with. */
#include "internal.h"
#include "string.h"

static bool is_dots(const char *segment, size_t length) {
  return length > 0 && segment[0] == '.' && (length == 1 || (length == 2 && segment[1] == '.'));
}

/* Decodes the path at the start of `target` into `request`; anything doubtful is refused. */
static int normalise(struct http_request *request, struct http_text target) {
  size_t out = 0, segment = 0;
  bool in_query = false;
  for (size_t i = 0; i < target.length; i++) {
    int c = (unsigned char)target.bytes[i];
    if (c == '#') return 400;
    if (c == '?') in_query = true;
    if (in_query) continue;
    bool encoded = c == '%';
    if (encoded) {
      if (i + 2 >= target.length) return 400;
      int high = http_digit16(target.bytes[i + 1]), low = http_digit16(target.bytes[i + 2]);
      if (high < 0 || low < 0) return 400;
      c = high << 4 | low;
      i += 2;
    }
    if (c < 0x20 || c == 0x7f || c == '\\' || c == '#' || (encoded && (c == '/' || c == '%'))) {
      return 400;
    }
    if (out == HTTP_PATH_MAX - 1) return 414;
    if (c == '/' && out > 0) {
      size_t length = out - segment;
      if (length == 0 || is_dots(request->path + segment, length)) return 400;
    }
    request->path[out++] = (char)c;
    if (c == '/') segment = out;
  }
  if (is_dots(request->path + segment, out - segment)) return 400;
  request->path[out] = 0;
  request->path_length = out;
  return 0;
}

bool http_is_host(struct http_text host) {
  size_t at = 0;
  if (host.length > 0 && host.bytes[0] == '[') {
    for (at = 1; at < host.length && host.bytes[at] != ']'; at++) {
      char c = host.bytes[at];
      if (http_digit16(c) < 0 && c != ':' && c != '.') return false;
    }
    if (at == 1 || at++ == host.length) return false;
  } else {
    for (; at < host.length && host.bytes[at] != ':'; at++) {
      char c = host.bytes[at];
      bool is_letter = http_lower(c) >= 'a' && http_lower(c) <= 'z';
      bool is_other = c == '-' || c == '.' || c == '_' || c == '~';
      if (!is_letter && !is_other && (c < '0' || c > '9')) return false;
    }
    if (at == 0 && host.length > 0) return false;
  }
  if (at == host.length) return true;
  if (host.bytes[at++] != ':') return false;
  if (host.length - at > 5) return false;
  for (; at < host.length; at++) {
    if (host.bytes[at] < '0' || host.bytes[at] > '9') return false;
  }
  return true;
}

/* Takes `http://authority` off an absolute target; 400 unless the authority is the Host's. */
static int take_authority(struct http_text *target, struct http_text host) {
  static const char *const schemes[] = {"http://", "https://"};
  for (int i = 0; i < 2; i++) {
    size_t length = strlen(schemes[i]), end = length;
    if (target->length < length ||
        !http_is_name((struct http_text){target->bytes, length}, schemes[i])) {
      continue;
    }
    while (end < target->length && target->bytes[end] != '/' && target->bytes[end] != '?') end++;
    if (end == length || end - length != host.length) return 400;
    for (size_t at = 0; at < host.length; at++) {
      if (http_lower(target->bytes[length + at]) != http_lower(host.bytes[at])) return 400;
    }
    *target = (struct http_text){target->bytes + end, target->length - end};
    return 0;
  }
  return 400;
}

int http_read_target(struct http_request *request, struct http_text host) {
  static const struct http_text root = {"/", 1};
  struct http_text target = request->target;
  if (http_is(target, "*")) {
    return http_is(request->method, "OPTIONS") ? normalise(request, root) : 400;
  }
  if (target.bytes[0] == '/') return normalise(request, target);
  int error = take_authority(&target, host);
  if (error != 0) return error;
  bool has_path = target.length > 0 && target.bytes[0] == '/';
  if (has_path) return normalise(request, target);
  /* `http://host?query`: the query may still hold what is refused. */
  for (size_t i = 0; i < target.length; i++) {
    if (target.bytes[i] == '#') return 400;
  }
  return normalise(request, root);
}
