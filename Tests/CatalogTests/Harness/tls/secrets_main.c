/* Reads secrets from standard input and says what they are. With -t also every beginning of them
 * and every single bit turned over, each in a block of its own so that a read outside is seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secrets.h"

static size_t parse(const uint8_t *bytes, size_t length, int is_told) {
  struct secret secrets[SECRETS_MAX];
  uint8_t *copy = malloc(length == 0 ? 1 : length);
  memcpy(copy, bytes, length);
  size_t told = length < SECRETS_HEADER ? 0 : secrets_length(copy);
  size_t count = told == 0 || told > length ? 0 : secrets_read(copy, told, secrets);
  for (size_t i = 0; i < count; i++) {
    size_t sum = 0;
    for (size_t j = 0; j < secrets[i].chain_length; j++) {
      for (size_t at = 0; at < secrets[i].chain[j].length; at++) sum += secrets[i].chain[j].bytes[at];
    }
    for (size_t at = 0; at < secrets[i].key.length; at++) sum += secrets[i].key.bytes[at];
    if (is_told) {
      printf("%.*s %zu %zu %zu\n", (int)secrets[i].name.length, (char *)secrets[i].name.bytes,
             secrets[i].key.length, secrets[i].chain_length, sum);
    }
  }
  if (is_told && count == 0) printf("refused\n");
  free(copy);
  return count;
}

int main(int count, char **words) {
  static uint8_t bytes[1 << 19];
  size_t length = fread(bytes, 1, sizeof bytes, stdin);
  parse(bytes, length, 1);
  if (count < 2 || strcmp(words[1], "-t") != 0) return 0;
  size_t accepted = 0;
  for (size_t end = 0; end < length; end++) accepted += parse(bytes, end, 0) != 0;
  printf("beginnings accepted: %zu\n", accepted);
  for (size_t bit = 0; bit < length * 8; bit++) {
    bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    parse(bytes, length, 0);
    bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
  }
  return 0;
}
