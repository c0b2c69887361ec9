#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <sys/prctl.h>

/* Variadic in C, so not visible from Swift: orphans below this process become its children. */
static inline int merlon_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file in memory alone, with `count` bytes that nobody can change any more, or -errno. Here
 * because its calls are variadic or GNU's. */
static inline int merlon_sealed_memory(const char *name, const void *bytes, size_t count) {
  int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return -errno;
  ssize_t written = write(descriptor, bytes, count);
  int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (written == (ssize_t)count && fcntl(descriptor, F_ADD_SEALS, seals) == 0) return descriptor;
  int code = written < 0 || written == (ssize_t)count ? errno : ENOSPC;
  close(descriptor);
  return -code;
}
