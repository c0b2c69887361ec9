/* The part of <stdlib.h> that freestanding guests use. */
#ifndef MERLON_STDLIB_H
#define MERLON_STDLIB_H
#include <stddef.h>
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void free(void *block);
int posix_memalign(void **block, size_t alignment, size_t size);
int atoi(const char *text);
#endif
