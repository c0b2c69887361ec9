/* As many devices as a manifest can have: 4 networks, 59 disks. 'b' writes each disk's number over
 * its last block and reads it back; 'o' reads from the first disk what only the others have; 's'
 * reads a block of another disk's size; 'n' answers one frame of each network on that network, with
 * the network's number, and ends when all have had theirs. */
#define D(n) {"d" #n, 1}
#define TEN(n) D(n##0), D(n##1), D(n##2), D(n##3), D(n##4), D(n##5), D(n##6), D(n##7), D(n##8), D(n##9)
#define GUEST_DEVICES                                                                          \
  {"n0", 2}, {"n1", 2}, {"n2", 2}, {"n3", 2}, D(0), D(1), D(2), D(3), D(4), D(5), D(6), D(7),   \
      D(8), D(9), TEN(1), TEN(2), TEN(3), TEN(4), D(50), D(51), D(52), D(53), D(54), D(55),     \
      D(56), D(57), D(58)
#include "guest.h"

enum { NETS = 4, FIRST_DISK = NETS + 1 };
static char buffer[32768];

static int blocks(void) {
  for (uint32_t i = FIRST_DISK; i < info->manifest->entries; i++) {
    const struct entry *disk = &info->manifest->entry[i];
    size_t size = disk->block.block_size;
    uint64_t last = disk->block.capacity - size;
    for (size_t k = 0; k < size; k++) buffer[k] = (char)i;
    if (block_write(i, last, buffer, size) != OK) return 10;
    for (size_t k = 0; k < size; k++) buffer[k] = 0;
    if (block_read(i, last, buffer, size) != OK) return 11;
    for (size_t k = 0; k < size; k++) if (buffer[k] != (char)i) return 12;
  }
  return 0;
}

static int nets(void) {
  unsigned answered = 0;
  say("ready\n");
  while (answered != (1 << NETS) - 1) {
    uint64_t ready = wait_relative(1000000000);
    for (unsigned i = 1; i <= NETS; i++) {
      size_t n = net_read(i, buffer, sizeof buffer);
      if (n < 60 || buffer[12] != (char)0x88 || buffer[13] != (char)0xb5) continue;
      /* What is there was announced. */
      if ((ready >> i & 1) == 0) return 20;
      for (int k = 0; k < 6; k++) buffer[k] = buffer[6 + k];
      for (int k = 0; k < 6; k++) buffer[6 + k] = (char)info->manifest->entry[i].net.mac[k];
      buffer[15] = (char)i;
      if (net_write(i, buffer, 60) != OK) return 21;
      answered |= 1u << (i - 1);
    }
  }
  return 0;
}

static int guest_main(void) {
  const struct entry *first = &info->manifest->entry[FIRST_DISK];
  switch (info->command_line[0]) {
  case 'b': return blocks();
  case 'n': return nets();
  case 'o': return block_read(FIRST_DISK, first->block.capacity, buffer, first->block.block_size);
  case 's': return block_read(FIRST_DISK, 0, buffer, first[1].block.block_size);
  default: return 9;
  }
}
