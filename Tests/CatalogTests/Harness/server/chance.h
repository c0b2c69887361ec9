/* What the parts of the run share: one source of chance, and memory that fails by it. */
#ifndef HARNESS_CHANCE_H
#define HARNESS_CHANCE_H
#include <stddef.h>
unsigned chance(unsigned limit); /* below `limit` */
void *harness_calloc(size_t count, size_t size);
#endif
