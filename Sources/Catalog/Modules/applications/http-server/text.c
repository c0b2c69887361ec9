/* The small grammar that heads, targets and bodies share (RFC 9110 §5.6). */
#include "http-message.h"
#include "string.h"

#define TEXT HTTP_TEXT
#define TOKEN (HTTP_TEXT | HTTP_TOKEN)
#define ODD HTTP_ODD
const uint8_t http_bytes[256] = {
  ['\t'] = TEXT | ODD,    [' '] = TEXT,           ['!'] = TOKEN,
  ['"'] = TEXT,           ['#' ... '%'] = TOKEN | ODD, ['&'] = TOKEN,
  ['\''] = TOKEN | ODD,   ['(' ... ')'] = TEXT,   ['*' ... '+'] = TOKEN,
  [','] = TEXT,           ['-' ... '.'] = TOKEN,  ['/'] = TEXT,
  ['0' ... '9'] = TOKEN,  [':' ... ';'] = TEXT,   ['<'] = TEXT | ODD,
  ['=' ... '@'] = TEXT,   ['A' ... 'Z'] = TOKEN,  ['['] = TEXT,
  ['\\'] = TEXT | ODD,    [']'] = TEXT,           ['^' ... '_'] = TOKEN,
  ['`'] = TOKEN | ODD,    ['a' ... 'z'] = TOKEN,  ['{'] = TEXT | ODD,
  ['|'] = TOKEN | ODD,    ['}'] = TEXT,           ['~'] = TOKEN,
  [0x80 ... 0xff] = TEXT | ODD,
};

char http_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

int http_digit16(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = http_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool http_is_name(struct http_text text, const char *word) {
  for (size_t i = 0; i < text.length; i++) {
    if (word[i] == 0 || http_lower(text.bytes[i]) != word[i]) return false;
  }
  return word[text.length] == 0;
}

struct http_text http_trimmed(const char *bytes, size_t length) {
  size_t start = 0;
  while (start < length && (bytes[start] == ' ' || bytes[start] == '\t')) start++;
  while (length > start && (bytes[length - 1] == ' ' || bytes[length - 1] == '\t')) length--;
  return (struct http_text){bytes + start, length - start};
}

bool http_next_element(struct http_text *list, struct http_text *element) {
  if (list->length == 0) return false;
  size_t end = 0;
  while (end < list->length && list->bytes[end] != ',') end++;
  *element = http_trimmed(list->bytes, end);
  size_t used = end < list->length ? end + 1 : end;
  list->bytes += used;
  list->length -= used;
  return true;
}
