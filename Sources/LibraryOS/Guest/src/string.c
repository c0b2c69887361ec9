/* Memory and string functions. `rep` forms: as fast as any on processors with ERMS, and no SSE. */
#include "string.h"
#include "stdlib.h"

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  void *at = to;
  __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(count) : : "memory");
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  const char *source = from;
  char *at = to;
  if (at <= source || at >= source + count) return memcpy(to, from, count);
  source += count;
  at += count;
  while (count-- != 0) {
    *--at = *--source;
    __asm__ volatile("" : : : "memory"); /* or the compiler makes this a call of itself */
  }
  return to;
}

void *memset(void *at, int byte, size_t count) {
  void *to = at;
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(byte) : "memory");
  return at;
}

int memcmp(const void *left, const void *right, size_t count) {
  const unsigned char *a = left, *b = right;
  for (; count != 0; a++, b++, count--) {
    if (*a != *b) return *a < *b ? -1 : 1;
  }
  return 0;
}

size_t strlen(const char *text) {
  const char *end = text;
  while (*end != 0) {
    end++;
    __asm__ volatile("" : : : "memory");
  }
  return (size_t)(end - text);
}

int strcmp(const char *left, const char *right) {
  while (*left != 0 && *left == *right) left++, right++;
  return (unsigned char)*left - (unsigned char)*right;
}

int strncmp(const char *left, const char *right, size_t count) {
  for (; count != 0; left++, right++, count--) {
    if (*left != *right || *left == 0) return (unsigned char)*left - (unsigned char)*right;
  }
  return 0;
}

int atoi(const char *text) {
  int value = 0;
  while (*text >= '0' && *text <= '9') value = value * 10 + (*text++ - '0');
  return value;
}
