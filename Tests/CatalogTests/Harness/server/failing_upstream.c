/* The proxy's connections, with a heap that fails. */
#include "chance.h"
#include <stdlib.h>
#define malloc(size) harness_calloc(1, size)
#include "upstream.c"
