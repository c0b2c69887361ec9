/* Memory and string functions. `rep` forms: as fast as any on processors with ERMS, and no SSE; for
 * a few bytes they take longer to begin than all the rest does. */
#define MERLON_STRING_ITSELF /* the names as they are */
#include "string.h"

#include <stdint.h>

#include "stdlib.h"

static inline uint64_t load(const unsigned char *from) {
  uint64_t word;
  __builtin_memcpy(&word, from, 8);
  return word;
}

static inline void store(unsigned char *to, uint64_t word) { __builtin_memcpy(to, &word, 8); }

/* Up to 32 bytes; all are read before one is written. */
static void copy_few(unsigned char *to, const unsigned char *from, size_t count) {
  if (count > 16) {
    uint64_t first = load(from), second = load(from + 8), third = load(from + count - 16),
             last = load(from + count - 8);
    store(to, first), store(to + 8, second), store(to + count - 16, third);
    store(to + count - 8, last);
  } else if (count >= 8) {
    uint64_t first = load(from), last = load(from + count - 8);
    store(to, first), store(to + count - 8, last);
  } else if (count >= 4) {
    uint32_t first, last;
    __builtin_memcpy(&first, from, 4), __builtin_memcpy(&last, from + count - 4, 4);
    __builtin_memcpy(to, &first, 4), __builtin_memcpy(to + count - 4, &last, 4);
  } else if (count > 0) {
    unsigned char first = from[0], middle = from[count / 2], last = from[count - 1];
    to[0] = first, to[count / 2] = middle, to[count - 1] = last;
  }
}

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  void *at = to;
  if (count <= 32) copy_few(to, from, count);
  else __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(count) : : "memory");
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  const char *source = from;
  char *at = to;
  if (count <= 32 || at <= source || at >= source + count) return memcpy(to, from, count);
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
  unsigned char *few = at;
  if (count >= 8 && count <= 64) {
    uint64_t word = (unsigned char)byte * 0x0101010101010101u;
    for (size_t i = 0; i + 8 <= count; i += 8) store(few + i, word);
    store(few + count - 8, word);
    return at;
  }
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(byte) : "memory");
  return at;
}

int memcmp(const void *left, const void *right, size_t count) {
  const unsigned char *a = left, *b = right;
  while (count >= 8 && load(a) == load(b)) a += 8, b += 8, count -= 8;
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
