#pragma once
#include <sys/prctl.h>

/* Variadic in C, so not visible from Swift: orphans below this process become its children. */
static inline int merlon_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}
