/* The proxy, with a heap that fails. */
#include "chance.h"
#include <stdlib.h>
#define calloc harness_calloc
#include "proxy.c"
