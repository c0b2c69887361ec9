/* Names of fields, and which are not passed on. */
#include "proxy.h"
#include "string.h"

static char folded(char c) { return c == '_' ? '-' : http_lower(c); }

bool proxy_begins(struct http_text name, const char *word) {
  size_t i = 0;
  while (i < name.length && word[i] != 0 && folded(name.bytes[i]) == word[i]) i++;
  return word[i] == 0;
}

bool proxy_is_named(struct http_text name, const char *word) {
  return name.length == strlen(word) && proxy_begins(name, word);
}

bool proxy_read_hops(struct http_text fields, struct proxy_hops *hops) {
  struct http_text name, list, element;
  size_t at = 0;
  hops->count = 0;
  hops->close = false;
  while (http_next_field(fields, &at, &name, &list)) {
    if (!http_is_name(name, "connection")) continue;
    while (http_next_element(&list, &element)) {
      if (element.length == 0) continue;
      if (hops->count == PROXY_HOPS_MAX) return false;
      hops->names[hops->count++] = element;
      if (http_is_name(element, "close")) hops->close = true;
    }
  }
  return true;
}

static bool is_same(struct http_text left, struct http_text right) {
  if (left.length != right.length) return false;
  for (size_t i = 0; i < left.length; i++) {
    if (http_lower(left.bytes[i]) != http_lower(right.bytes[i])) return false;
  }
  return true;
}

bool proxy_is_hop(const struct proxy_hops *hops, struct http_text name) {
  static const char *const always[] = {
    "connection", "content-length", "http2-settings", "keep-alive", "te", "trailer",
    "transfer-encoding", "upgrade",
  };
  if (proxy_begins(name, "proxy-")) return true;
  for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
    if (proxy_is_named(name, always[i])) return true;
  }
  for (int i = 0; i < hops->count; i++) {
    if (is_same(name, hops->names[i])) return true;
  }
  return false;
}
