#define _GNU_SOURCE
#include <sched.h>

#include "CLoadClient.h"

bool merlon_use_processor(int number) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(number, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}
