/* Base 64 (RFC 4648 §4) between the lines of PEM (RFC 7468). */
#include "pem.h"

static int value64(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

size_t merlon_pem_decode(const char *text, size_t length, uint8_t *bytes, size_t capacity) {
  size_t count = 0;
  uint32_t group = 0;
  unsigned bits = 0;
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    if (c == '-') { /* a line of PEM */
      while (i < length && text[i] != '\n') i++;
      continue;
    }
    if (c == ' ' || c == '\n' || c == '\r' || c == '=') continue;
    int value = value64(c);
    if (value < 0) return 0;
    group = group << 6 | (uint32_t)value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (count == capacity) return 0;
    bytes[count++] = (uint8_t)(group >> bits);
  }
  return count;
}
