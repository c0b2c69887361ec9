/* Writes and reads blocks; 'o' goes past the end, 's' uses another size,
 * 'r' reads the first block and ends with its first byte, 'd' reads a block from an odd place,
 * 'p' a piece of one, 'w' the last block until that fails, and ends with 20. */
#define GUEST_DEVICES {"disk", 1}
#include "guest.h"
static char buffer[4096];
static int guest_main(void) {
  const struct entry *disk = &info->manifest->entry[1];
  size_t size = disk->block.block_size;
  char what = info->command_line[0];
  if (what == 'o') return block_read(1, disk->block.capacity, buffer, size);
  if (what == 's') return block_read(1, 0, buffer, 100);
  if (what == 'r') return block_read(1, 0, buffer, size) == OK ? buffer[0] : 10;
  if (what == 'd') return block_read(1, 3, buffer, size);
  if (what == 'p') return block_read(1, 3, buffer, 100);
  if (what == 'w') {
    say("ready\n");
    while (block_read(1, disk->block.capacity - size, buffer, size) == OK) wait_relative(10000000);
    return 20;
  }
  for (size_t i = 0; i < size; i++) buffer[i] = (char)('a' + i % 26);
  if (block_write(1, disk->block.capacity - size, buffer, size) != OK) return 10;
  for (size_t i = 0; i < size; i++) buffer[i] = 0;
  if (block_read(1, disk->block.capacity - size, buffer, size) != OK) return 11;
  for (size_t i = 0; i < size; i++) if (buffer[i] != (char)('a' + i % 26)) return 12;
  return 0;
}
