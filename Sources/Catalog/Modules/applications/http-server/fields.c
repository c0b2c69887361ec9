/* The lines of a head (RFC 9112 §5), strictly. */
#include "http-message.h"

long http_find_head(const char *bytes, size_t length, size_t *searched) {
  for (size_t i = *searched; i < length; i++) {
    bool after_cr = i > 0 && bytes[i - 1] == '\r';
    if (!after_cr) {
      while (i < length && http_is_text(bytes[i])) i++;
      if (i == length) break;
      if (bytes[i] != '\r') return -1;
    } else {
      if (bytes[i] != '\n') return -1;
      if (i == 1 || (i >= 3 && bytes[i - 2] == '\n')) return (long)i + 1;
    }
  }
  *searched = length;
  return 0;
}

bool http_next_field(struct http_text fields, size_t *at, struct http_text *name,
                     struct http_text *value) {
  if (*at >= fields.length) return false;
  const char *line = fields.bytes + *at;
  size_t length = 0, colon = 0;
  while (line[colon] != ':') colon++;
  for (length = colon; line[length] != '\r';) length++;
  *name = (struct http_text){line, colon};
  *value = http_trimmed(line + colon + 1, length - colon - 1);
  *at += length + 2;
  return true;
}

/* Every line is `token ":" value CRLF`: no space before the colon, no folding. http_find_head has
 * seen to the control characters. */
int http_check_fields(struct http_text fields, uint8_t *kinds) {
  uint8_t found = 0;
  size_t at = 0;
  int count = 0;
  for (; at < fields.length; count++) {
    size_t start = at;
    for (; at < fields.length && http_is_token(fields.bytes[at]); at++) {
      found |= http_bytes[(uint8_t)fields.bytes[at]];
    }
    if (at == start || at == fields.length || fields.bytes[at] != ':') return -1;
    for (; at < fields.length && fields.bytes[at] != '\r'; at++) {
      found |= http_bytes[(uint8_t)fields.bytes[at]];
    }
    if (at + 1 >= fields.length || fields.bytes[at + 1] != '\n') return -1;
    at += 2;
  }
  *kinds = found;
  return count;
}

bool http_read_length(struct http_text text, size_t *value) {
  *value = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
    size_t digit = (size_t)(text.bytes[i] - '0');
    *value = *value > (SIZE_MAX - digit) / 10 ? SIZE_MAX : *value * 10 + digit;
  }
  return text.length > 0;
}
