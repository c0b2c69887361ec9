/* Reads requests from standard input, each one 32-bit length (little-endian), one byte that is
 * divided by ten the status to refuse with at the end, and the bytes. Writes a line for each: its
 * verdict. With a seed as argument it also sends each in random pieces, and byte by byte, and ends
 * with 1 when that makes a difference. With `-o` it writes what the client gets instead, and after
 * each a byte 0x1e. */
#include "drive.h"

#define SPLITS 50

static size_t whole(size_t left, void *context) {
  (void)context;
  return left;
}

static size_t single(size_t left, void *context) {
  (void)left;
  (void)context;
  return 1;
}

static uint64_t next(uint64_t *state) {
  uint64_t mixed = *state += 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
  return mixed ^ mixed >> 31;
}

static size_t some(size_t left, void *context) {
  size_t limit = (size_t)1 << (next(context) % 10); /* small pieces as often as large ones */
  size_t size = 1 + next(context) % limit;
  return size < left ? size : left;
}

static int is_same(const struct conversation *left, const struct conversation *right) {
  return strcmp(left->verdict, right->verdict) == 0 &&
         left->output_length == right->output_length &&
         memcmp(left->output, right->output, left->output_length) == 0;
}

int main(int count, char **arguments) {
  static struct conversation expected, split;
  bool writes_output = count > 1 && strcmp(arguments[1], "-o") == 0;
  uint64_t state = count > 1 ? strtoull(arguments[1], NULL, 10) : 0;
  unsigned char header[5];
  expected.output = malloc(OUTPUT_MAX);
  split.output = malloc(OUTPUT_MAX);
  http_date_set(784111777);
  for (int number = 0; fread(header, 1, sizeof header, stdin) == sizeof header; number++) {
    size_t length = header[0] | header[1] << 8 | header[2] << 16 | (size_t)header[3] << 24;
    int after = header[4] == 40 ? 408 : header[4] == 50 ? 503 : 0;
    char *bytes = malloc(length);
    if (fread(bytes, 1, length, stdin) != length) return 2;
    drive(bytes, length, whole, NULL, after, &expected);
    if (!writes_output) printf("%s\n", expected.verdict);
    else printf("%.*s\x1e", (int)expected.output_length, expected.output);
    for (int i = 0; count > 1 && !writes_output && i <= SPLITS; i++) {
      uint64_t seed = state;
      drive(bytes, length, i == 0 ? single : some, &state, after, &split);
      if (is_same(&expected, &split)) continue;
      fprintf(stderr, "request %d, seed %llu: whole: %s, in pieces: %s\n", number,
              (unsigned long long)seed, expected.verdict, split.verdict);
      return 1;
    }
    free(bytes);
  }
  free(expected.output);
  free(split.output);
  return 0;
}
