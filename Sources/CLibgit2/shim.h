#pragma once
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/mempack.h>

/* Variadic in C, so not visible from Swift: makes every write below the git folder durable. */
static inline int merlon_git_enable_fsync(void) {
  return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
}

/* Variadic as well: trees of up to so many bytes are kept while a repository is open. */
static inline int merlon_git_cache_trees(size_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, bytes);
}

/* An object backend of ours; what libgit2 knows of it comes first. */
struct merlon_loose_backend {
  git_odb_backend parent;
  char *folder;
};
