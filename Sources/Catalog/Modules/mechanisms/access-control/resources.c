/* The sealed options as a table, and the matching of paths. */
#include "access-control.h"
#include "options.h"
#include "string.h"

#define IS_ANONYMOUS(word) (__builtin_strcmp(MERLON_OPTION_ANONYMOUS, word) == 0)
_Static_assert(IS_ANONYMOUS("allow") || IS_ANONYMOUS("deny"),
               "access-control.anonymous: allow or deny");

/* One for each pair of resource and principal, sorted by resource. */
struct pair {
  struct http_text resource;
  struct http_text principal; /* empty when the resource accepts nobody */
};
#define ENTRY(resource, resource_length, principal, principal_length) \
  {{resource, resource_length}, {principal, principal_length}},
static const struct pair pairs[] = {MERLON_OPTION_RESOURCES(ENTRY){{NULL, 0}, {NULL, 0}}};

/* One for each resource, made at boot. */
static struct resource {
  struct http_text methods, pattern;
  int first_pair, pair_count;
} resources[MERLON_OPTION_RESOURCES_COUNT + 1];
static int resource_count;

void access_control_start(void);

static bool is_same(struct http_text left, struct http_text right) {
  return left.length == right.length &&
         (left.length == 0 || memcmp(left.bytes, right.bytes, left.length) == 0);
}

static bool read_resource(struct http_text text, struct resource *resource) {
  size_t length = 0;
  while (length < text.length && text.bytes[length] != ' ' && text.bytes[length] != '/') length++;
  *resource = (struct resource){.methods = {text.bytes, length}};
  for (size_t i = 0; i < length; i++) {
    char c = text.bytes[i];
    bool is_comma = c == ',' && i > 0 && i + 1 < length && text.bytes[i - 1] != ',';
    if ((c < 'A' || c > 'Z') && !is_comma) return false;
  }
  if (length > 0 && (length == text.length || text.bytes[length++] != ' ')) return false;
  resource->pattern = (struct http_text){text.bytes + length, text.length - length};
  return resource->pattern.length > 0 && resource->pattern.bytes[0] == '/';
}

void access_control_start(void) {
  for (int i = 0; i < MERLON_OPTION_RESOURCES_COUNT; i++) {
    if (i == 0 || !is_same(pairs[i].resource, pairs[i - 1].resource)) {
      struct resource *resource = &resources[resource_count++];
      if (!read_resource(pairs[i].resource, resource)) {
        merlon_puts(pairs[i].resource.bytes);
        merlon_puts("\n");
        merlon_abort("access-control: this is no resource; write [METHOD[,METHOD] ]/PATH");
      }
      resource->first_pair = i;
    }
    resources[resource_count - 1].pair_count++;
  }
}

int access_control_resource_count(void) { return resource_count; }
bool access_control_allows_anonymous(void) { return IS_ANONYMOUS("allow"); }

bool access_control_accepts(int index, struct http_text principal) {
  const struct resource *resource = &resources[index];
  for (int i = 0; i < resource->pair_count; i++) {
    if (is_same(pairs[resource->first_pair + i].principal, principal)) return principal.length > 0;
  }
  return false;
}

static bool covers_method(struct http_text methods, const struct http_request *request) {
  static const struct http_text get = {"GET", 3};
  if (methods.length == 0) return true;
  struct http_text method = request->is_head ? get : request->method;
  for (size_t at = 0; at < methods.length;) {
    struct http_text listed = {methods.bytes + at, 0};
    while (at < methods.length && methods.bytes[at] != ',') at++, listed.length++;
    if (is_same(listed, method) || is_same(listed, request->method)) return true;
    at++;
  }
  return false;
}

/* Takes the segment after the slash at `at`; the next one begins at the slash that ends it. */
static struct http_text segment(struct http_text text, size_t at) {
  struct http_text segment = {text.bytes + at + 1, 0};
  while (at + 1 + segment.length < text.length && segment.bytes[segment.length] != '/') {
    segment.length++;
  }
  return segment;
}

static bool is_star(struct http_text segment, size_t count) {
  return segment.length == count && segment.bytes[0] == '*' && segment.bytes[count - 1] == '*';
}

/* A pattern that is used up covers the rest. At most one step back, to the last `**`, is kept:
 * what an earlier one could have covered, the later one can, too. */
static bool covers_path(struct http_text pattern, struct http_text path) {
  size_t at = 0, in = 0, after_stars = 0, retry = 0;
  bool has_stars = false;
  while (at < pattern.length) {
    struct http_text wanted = segment(pattern, at);
    if (is_star(wanted, 2)) {
      at += 3;
      has_stars = true;
      after_stars = at;
      retry = in;
      continue;
    }
    if (in >= path.length) return false;
    struct http_text found = segment(path, in);
    bool is_last = at + 1 + wanted.length == pattern.length;
    if (is_same(wanted, found) || (is_star(wanted, 1) && found.length > 0) ||
        (is_last && wanted.length == 0)) {
      at += 1 + wanted.length;
      in += 1 + found.length;
    } else if (has_stars) {
      retry += 1 + segment(path, retry).length;
      in = retry;
      at = after_stars;
    } else {
      return false;
    }
  }
  return true;
}

bool access_control_covers(int index, const struct http_request *request) {
  struct http_text path = {request->path, request->path_length};
  struct http_text pattern = resources[index].pattern;
  return covers_method(resources[index].methods, request) &&
         (covers_path(pattern, path) ||
          (request->resource.length > 0 && covers_path(pattern, request->resource)));
}
