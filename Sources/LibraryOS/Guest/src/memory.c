/* The heap: blocks in size classes of powers of two, from 32 bytes, cut from one region and kept
 * in a list per class when freed. No coalescing: a guest's population of sizes is small and
 * stable, and constant time in both directions cannot be made slow by an attacker. */
#include "boot.h"
#include "stdlib.h"
#include "string.h"

#define CLASS_MIN 5u  /* 32 bytes */
#define CLASS_MAX 24u /* 16 MiB */

struct block {
  uint64_t class;
  uint64_t free; /* BLOCK_FREE while in a list: finds a block that is freed twice */
  struct block *next; /* overlaps the payload */
};

#define HEADER 16u
#define BLOCK_FREE 0x66726565u

static uintptr_t region_next, region_end;
static struct block *free_blocks[CLASS_MAX + 1];

void merlon_memory_init(uintptr_t start, uintptr_t end) {
  region_next = (start + 15) & ~(uintptr_t)15;
  region_end = end;
}

void *malloc(size_t size) {
  unsigned class = CLASS_MIN;
  if (size > ((size_t)1 << CLASS_MAX) - HEADER) return NULL;
  while (((size_t)1 << class) < size + HEADER) class++;
  struct block *block = free_blocks[class];
  if (block != NULL) {
    free_blocks[class] = block->next;
  } else {
    if (region_end - region_next < (size_t)1 << class) return NULL;
    block = (struct block *)region_next;
    region_next += (size_t)1 << class;
    block->class = class;
  }
  block->free = 0;
  return (char *)block + HEADER;
}

void free(void *payload) {
  if (payload == NULL) return;
  struct block *block = (struct block *)((char *)payload - HEADER);
  if (block->class < CLASS_MIN || block->class > CLASS_MAX || block->free == BLOCK_FREE) {
    merlon_abort("heap corruption detected");
  }
  block->free = BLOCK_FREE;
  block->next = free_blocks[block->class];
  free_blocks[block->class] = block;
}

void *calloc(size_t count, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(count, size, &total)) return NULL;
  void *block = malloc(total);
  if (block != NULL) memset(block, 0, total);
  return block;
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment > 16) return 22; /* EINVAL: every block is aligned to 16 and no more */
  *block = malloc(size);
  return *block == NULL ? 12 /* ENOMEM */ : 0;
}
