/* Looks up the path among the sealed files: exactly, then with ".html", then as a folder with
 * "index.html". The table is sorted by path when it is generated, so the search is binary. */
#include "http-server.h"
#include "options.h"
#include "string.h"

#define DECLARE(index, path, path_length)                   \
  extern const unsigned char merlon_file_static_site_root_##index[]; \
  extern const unsigned long merlon_file_static_site_root_##index##_size;
MERLON_OPTION_ROOT(DECLARE)

struct file {
  const char *path;
  size_t path_length;
  const unsigned char *bytes;
  const unsigned long *size;
};

#define ENTRY(index, path, path_length)                           \
  {path, path_length, merlon_file_static_site_root_##index, \
   &merlon_file_static_site_root_##index##_size},
static const struct file files[] = {MERLON_OPTION_ROOT(ENTRY){"", 0, NULL, NULL}};

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

static const char *content_type(const struct file *file) {
  static const struct { const char *suffix, *type; } types[] = {
    {".html", "text/html; charset=utf-8"}, {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"}, {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"}, {".svg", "image/svg+xml"},
    {".png", "image/png"}, {".jpg", "image/jpeg"}, {".ico", "image/x-icon"},
  };
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    size_t length = strlen(types[i].suffix);
    if (file->path_length >= length &&
        memcmp(file->path + file->path_length - length, types[i].suffix, length) == 0) {
      return types[i].type;
    }
  }
  return "application/octet-stream";
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
    if (file == NULL) file = find_with(path, length, "/index.html");
  }
  if (file == NULL) return 0;
  request->status = 200;
  request->content_type = content_type(file);
  request->body = file->bytes;
  request->body_length = *file->size;
  return 1;
}
