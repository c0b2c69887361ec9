/* The part of <string.h> that freestanding guests use. */
#ifndef MERLON_STRING_H
#define MERLON_STRING_H
#include <stddef.h>
void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *at, int byte, size_t count);
int memcmp(const void *left, const void *right, size_t count);
size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
int strncmp(const char *left, const char *right, size_t count);
/* A freestanding compiler takes these for functions like any other; told what they are, it writes
 * out those of a constant size. Not memset: it would leave out the one that wipes a secret. */
#ifndef MERLON_STRING_ITSELF
#define memcpy __builtin_memcpy
#define memcmp __builtin_memcmp
#define strlen __builtin_strlen
#endif
#endif
