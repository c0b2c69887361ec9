/* Looks up the path among the sealed files: exactly, then with ".html", then as a folder with
 * "index.html". A file is served by one name alone: who protects it by that has protected it. The
 * table is sorted by path when it is generated, so the search is binary. */
#include "site.h"

#include "options.h"
#include "string.h"

#define DECLARE(index, path, path_length)                                    \
  extern const unsigned char merlon_file_static_site_root_##index[];         \
  extern const unsigned long merlon_file_static_site_root_##index##_size;    \
  extern const char merlon_file_static_site_root_##index##_digest[];
MERLON_OPTION_ROOT(DECLARE)

struct file {
  const char *path; /* as requests have it, with a '/' before it */
  size_t path_length;
  const unsigned char *bytes;
  const unsigned long *size;
  const char *digest; /* SHA-256 of the bytes, 64 digits */
};

#define ENTRY(index, path, path_length)                        \
  {"/" path, path_length + 1, merlon_file_static_site_root_##index, \
   &merlon_file_static_site_root_##index##_size,               \
   merlon_file_static_site_root_##index##_digest},
static const struct file files[] = {MERLON_OPTION_ROOT(ENTRY){"", 0, NULL, NULL, NULL}};

/* What follows from the names of the files, found once at the start. */
static struct {
  const char *type;
  const struct file *coded[CODING_NONE]; /* the same, compressed */
  bool is_coded;                         /* it is that of another file */
} facts[MERLON_OPTION_ROOT_COUNT + 1];

void static_site_start(void);
int static_site_http_resolve(struct http_request *request);
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
    for (enum coding coding = CODING_BR; coding < CODING_NONE; coding++) {
      const struct file *coded = facts[i].coded[coding];
      if (coded != NULL) facts[coded - files].is_coded = true;
    }
  }
}

static bool ends_in(const char *path, size_t length, const char *ending) {
  size_t count = strlen(ending);
  return length >= count && memcmp(path + length - count, ending, count) == 0;
}

/* What a path leads to: a file, and the name that it is served by when that is another one. That
 * is the first `kept` bytes of the path, and a '/' if `is_folder`. */
struct place {
  const struct file *file;
  bool is_moved, is_folder;
  size_t kept;
};

static struct place moved(const struct file *file, size_t kept, bool is_folder) {
  return (struct place){file, true, is_folder, kept};
}

static struct place place_of(const char *path, size_t length) {
  if (length == 0) return (struct place){.file = NULL};
  if (path[length - 1] == '/') {
    return (struct place){.file = find_with(path, length, "index.html")};
  }
  const struct file *file = find(path, length);
  if (file != NULL) {
    if (facts[file - files].is_coded) return (struct place){.file = NULL};
    if (ends_in(path, length, "/index.html")) return moved(file, length - 10, false);
    if (ends_in(path, length, ".html") && path[length - 6] != '/' &&
        find(path, length - 5) == NULL) {
      return moved(file, length - 5, false);
    }
    return (struct place){.file = file};
  }
  file = find_with(path, length, ".html");
  if (file != NULL) {
    if (ends_in(path, length, "/index")) return moved(file, length - 5, false);
    return (struct place){.file = file};
  }
  file = find_with(path, length, "/index.html");
  if (file != NULL) return moved(file, length, true);
  return (struct place){.file = NULL};
}

int static_site_http_resolve(struct http_request *request) {
  struct place place = place_of(request->path, request->path_length);
  if (place.file == NULL) return 0;
  request->resource = (struct http_text){place.file->path, place.file->path_length};
  return 1;
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
  char digits[MERLON_DECIMAL_MAX], *at = merlon_decimal(value, digits);
  add(lines, at, (size_t)(digits + sizeof digits - at));
}

/* Writes a path for a URL: all but unreserved characters and slashes is percent-encoded. */
static void add_path(struct lines *lines, const char *path, size_t length) {
  static const char digits[] = "0123456789ABCDEF";
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)path[i];
    bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                    c == '-' || c == '.' || c == '_' || c == '~' || c == '/';
    char encoded[3] = {'%', digits[c >> 4], digits[c & 15]};
    if (is_plain) add(lines, path + i, 1);
    else add(lines, encoded, sizeof encoded);
  }
}

/* Sends the client to the one name of the file; the query goes along if there is room. */
static int redirect(struct http_request *request, struct place place) {
  struct lines lines = {.length = 0};
  ADD(&lines, "Location: ");
  add_path(&lines, request->path, place.kept);
  if (place.is_folder) ADD(&lines, "/");
  struct http_text query = request->target;
  while (query.length > 0 && query.bytes[0] != '?') query.bytes++, query.length--;
  if (lines.length + query.length + 2 <= HTTP_FIELDS_MAX / 2) {
    add(&lines, query.bytes, query.length);
  }
  if (lines.length + 2 > HTTP_FIELDS_MAX / 2) return 0;
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
  struct place place = place_of(request->path, request->path_length);
  if (place.file == NULL) return 0;
  if (place.is_moved) return redirect(request, place);
  return serve(request, (size_t)(place.file - files));
}
