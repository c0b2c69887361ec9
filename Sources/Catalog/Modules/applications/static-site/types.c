/* Media types by the ending of a file's name. */
#include "site.h"
#include "string.h"

static const struct {
  const char *ending, *type;
} types[] = {
  {".avif", "image/avif"},
  {".css", "text/css; charset=utf-8"},
  {".csv", "text/csv; charset=utf-8"},
  {".gif", "image/gif"},
  {".gz", "application/gzip"},
  {".htm", "text/html; charset=utf-8"},
  {".html", "text/html; charset=utf-8"},
  {".ico", "image/x-icon"},
  {".jpeg", "image/jpeg"},
  {".jpg", "image/jpeg"},
  {".js", "text/javascript; charset=utf-8"},
  {".json", "application/json"},
  {".map", "application/json"},
  {".md", "text/markdown; charset=utf-8"},
  {".mjs", "text/javascript; charset=utf-8"},
  {".mp3", "audio/mpeg"},
  {".mp4", "video/mp4"},
  {".ogg", "audio/ogg"},
  {".otf", "font/otf"},
  {".pdf", "application/pdf"},
  {".png", "image/png"},
  {".svg", "image/svg+xml"},
  {".ttf", "font/ttf"},
  {".txt", "text/plain; charset=utf-8"},
  {".wasm", "application/wasm"},
  {".webm", "video/webm"},
  {".webmanifest", "application/manifest+json"},
  {".webp", "image/webp"},
  {".woff", "font/woff"},
  {".woff2", "font/woff2"},
  {".xml", "application/xml"},
  {".yaml", "application/yaml"},
  {".yml", "application/yaml"},
  {".zip", "application/zip"},
};

static bool ends_in(const char *path, size_t length, const char *ending) {
  size_t count = strlen(ending);
  if (length < count) return false;
  for (size_t i = 0; i < count; i++) {
    char c = path[length - count + i];
    if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != ending[i]) return false;
  }
  return true;
}

const char *site_type(const char *path, size_t length) {
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (ends_in(path, length, types[i].ending)) return types[i].type;
  }
  return "application/octet-stream";
}
