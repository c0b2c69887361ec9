/* Looks up the path among the sealed files: exactly, then with ".html", then as a folder with
 * "index.html". The table is sorted by path when it is generated, so the search is binary. */
#include "site.h"

#include "options.h"
#include "string.h"

#define DECLARE(index, path, path_length)                                    \
  extern const unsigned char merlon_file_static_site_root_##index[];         \
  extern const unsigned long merlon_file_static_site_root_##index##_size;    \
  extern const char merlon_file_static_site_root_##index##_digest[];
MERLON_OPTION_ROOT(DECLARE)

struct file {
  const char *path;
  size_t path_length;
  const unsigned char *bytes;
  const unsigned long *size;
  const char *digest; /* SHA-256 of the bytes, 64 digits */
};

#define ENTRY(index, path, path_length)                        \
  {path, path_length, merlon_file_static_site_root_##index,    \
   &merlon_file_static_site_root_##index##_size,               \
   merlon_file_static_site_root_##index##_digest},
static const struct file files[] = {MERLON_OPTION_ROOT(ENTRY){"", 0, NULL, NULL, NULL}};

/* What follows from the names of the files, found once at the start. */
static struct {
  const char *type;
  const struct file *coded[CODING_NONE]; /* the same, compressed */
} facts[MERLON_OPTION_ROOT_COUNT + 1];

void static_site_start(void);
int static_site_http_handle(struct http_request *request);

static int compare(const char *left, size_t left_length, const char *right, size_t right_length) {
  int order = memcmp(left, right, left_length < right_length ? left_length : right_length);
  if (order != 0 || left_length == right_length) return order;
  return left_length < right_length ? -1 : 1;
}

static const struct file *find(const char *path, size_t length) {
  size_t low = 0, high = MERLON_OPTION_ROOT_COUNT;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = compare(files[middle].path, files[middle].path_length, path, length);
    if (order == 0) return &files[middle];
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

static const struct file *find_with(const char *path, size_t length, const char *suffix) {
  char name[HTTP_PATH_MAX + 16];
  size_t suffix_length = strlen(suffix);
  if (length + suffix_length > sizeof name) return NULL;
  memcpy(name, path, length);
  memcpy(name + length, suffix, suffix_length);
  return find(name, length + suffix_length);
}

void static_site_start(void) {
  for (size_t i = 0; i < MERLON_OPTION_ROOT_COUNT; i++) {
    facts[i].type = site_type(files[i].path, files[i].path_length);
    facts[i].coded[CODING_BR] = find_with(files[i].path, files[i].path_length, ".br");
    facts[i].coded[CODING_GZIP] = find_with(files[i].path, files[i].path_length, ".gz");
  }
}

/* Lines of the response's head, put together before they are added. */
struct lines {
  char bytes[HTTP_FIELDS_MAX];
  size_t length;
};

static void add(struct lines *lines, const char *bytes, size_t length) {
  if (length > sizeof lines->bytes - lines->length) return;
  memcpy(lines->bytes + lines->length, bytes, length);
  lines->length += length;
}

#define ADD(lines, text) add(lines, text, sizeof text - 1)

static void add_number(struct lines *lines, size_t value) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  add(lines, digits + at, sizeof digits - at);
}

/* Sends the client from `/docs` to `/docs/`: links in the folder's page are relative to it. The
 * path is the client's own spelling, which was checked when the request was read. */
static int redirect(struct http_request *request) {
  struct lines lines = {.length = 0};
  struct http_text target = request->target;
  if (target.bytes[0] != '/') { /* http://host/path */
    size_t slashes = 0, at = 0;
    while (at < target.length && slashes < 3) slashes += target.bytes[at++] == '/';
    target.bytes += at - 1;
    target.length -= at - 1;
  }
  size_t path = 0;
  while (path < target.length && target.bytes[path] != '?') path++;
  if (target.length > HTTP_FIELDS_MAX / 2) target.length = path;
  if (path > HTTP_FIELDS_MAX / 2) return 0;
  ADD(&lines, "Location: ");
  add(&lines, target.bytes, path);
  ADD(&lines, "/");
  add(&lines, target.bytes + path, target.length - path);
  ADD(&lines, "\r\n");
  http_response_lines(request, lines.bytes, lines.length);
  request->status = 301;
  request->content_type = NULL;
  return 1;
}

static void add_content_range(struct lines *lines, int status, struct site_range range,
                              size_t size) {
  ADD(lines, "Content-Range: bytes ");
  if (status == 206) {
    add_number(lines, range.first);
    ADD(lines, "-");
    add_number(lines, range.first + range.length - 1);
  } else {
    ADD(lines, "*");
  }
  ADD(lines, "/");
  add_number(lines, size);
  ADD(lines, "\r\n");
}

static int serve(struct http_request *request, size_t index) {
  const struct file *file = &files[index];
  const struct file *const *coded = facts[index].coded;
  bool exists[CODINGS] = {coded[CODING_BR] != NULL, coded[CODING_GZIP] != NULL, true};
  bool varies = exists[CODING_BR] || exists[CODING_GZIP];
  enum coding coding = varies ? site_coding(request, exists) : CODING_NONE;
  if (coding != CODING_NONE) file = coded[coding];
  char tag[SITE_TAG_LENGTH];
  tag[0] = tag[SITE_TAG_LENGTH - 1] = '"';
  memcpy(tag + 1, file->digest, SITE_TAG_LENGTH - 2);
  struct site_range range = {0, *file->size};
  int status = site_condition(request, tag);
  if (status == 0) status = site_range(request, tag, *file->size, &range);
  struct lines lines = {.length = 0};
  ADD(&lines, "ETag: ");
  add(&lines, tag, sizeof tag);
  ADD(&lines, "\r\nAccept-Ranges: bytes\r\n");
  if (varies) ADD(&lines, "Vary: Accept-Encoding\r\n");
  bool sends_file = status == 200 || status == 206;
  if (sends_file && coding == CODING_BR) ADD(&lines, "Content-Encoding: br\r\n");
  if (sends_file && coding == CODING_GZIP) ADD(&lines, "Content-Encoding: gzip\r\n");
  if (status == 206 || status == 416) add_content_range(&lines, status, range, *file->size);
  http_response_lines(request, lines.bytes, lines.length);
  request->status = status;
  if (!sends_file) return 1;
  request->content_type = facts[index].type;
  request->body = file->bytes + range.first;
  request->body_length = range.length;
  return 1;
}

int static_site_http_handle(struct http_request *request) {
  const char *path = request->path + 1; /* the sealed paths have no leading '/' */
  size_t length = request->path_length - 1;
  const struct file *file;
  if (length == 0 || path[length - 1] == '/') {
    file = find_with(path, length, "index.html");
  } else {
    file = find(path, length);
    if (file == NULL) file = find_with(path, length, ".html");
    if (file == NULL && find_with(path, length, "/index.html") != NULL) return redirect(request);
  }
  return file == NULL ? 0 : serve(request, (size_t)(file - files));
}
