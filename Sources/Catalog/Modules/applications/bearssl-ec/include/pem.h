/* Public keys and certificates as people write them. */
#ifndef MERLON_PEM_H
#define MERLON_PEM_H

#include <merlon.h>

/* Decodes base 64 with or without PEM's lines around it; returns how many bytes it holds, or 0 when it
 * is neither or they are more than `capacity`. */
size_t merlon_pem_decode(const char *text, size_t length, uint8_t *bytes, size_t capacity);

#endif
