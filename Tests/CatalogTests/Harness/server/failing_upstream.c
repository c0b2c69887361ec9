/* The proxy's connections, with a heap that fails. */
#include "chance.h"
#include "options.h"
#include <stdlib.h>
/* Fewer than the server has, so that requests wait. */
#undef MERLON_OPTION_CONNECTIONS
#define MERLON_OPTION_CONNECTIONS 2
#define malloc(size) harness_calloc(1, size)
#include "upstream.c"
