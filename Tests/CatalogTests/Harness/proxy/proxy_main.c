/* Reads records from standard input: the lengths (32 bits, little-endian) of what the client sends
 * and of what the upstream does, a byte for the upstream's end, and a byte that is 1 when its
 * connection was idle before; then the texts. Writes the verdict on each, and 0x1e. With a seed it
 * also has the upstream say each in pieces, and ends with 1 when that makes a difference. With `-u`
 * it writes what the upstream was sent, and with `-o` what the client got, instead. */
#include "fake_upstream.h"

#define SPLITS 30

static size_t whole(size_t left, void *context) {
  (void)context;
  return left;
}

static size_t single(size_t left, void *context) {
  (void)left;
  (void)context;
  return 1;
}

static size_t some(size_t left, void *context) {
  uint64_t *state = context;
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  size_t limit = (size_t)1 << (*state >> 60 & 15);
  size_t size = 1 + (size_t)(*state >> 33) % limit;
  return size < left ? size : left;
}

static size_t number(const unsigned char *bytes) {
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (size_t)bytes[3] << 24;
}

static void run(const char *bytes, size_t length, const char *answer, size_t answer_length,
                const unsigned char *modes, piece_size size, uint64_t *state,
                struct conversation *conversation, char *verdict) {
  memset(&fake, 0, sizeof fake);
  fake.bytes = answer;
  fake.length = answer_length;
  fake.end = (enum fake_end)modes[0];
  fake.is_reused = modes[1] == 1;
  fake.size = size;
  fake.context = state;
  fake.fate = '-';
  drive(bytes, length, whole, NULL, 0, conversation); /* before the answer, as most clients do */
  fake_verdict(conversation, verdict);
}

int main(int count, char **arguments) {
  static struct conversation conversation;
  static char expected[OUTPUT_MAX], verdict[OUTPUT_MAX];
  unsigned char header[10];
  bool shows = count > 1 && arguments[1][0] == '-';
  uint64_t state = count > 1 ? strtoull(arguments[1], NULL, 10) : 0;
  conversation.output = malloc(OUTPUT_MAX);
  http_date_set(784111777);
  for (int record = 0; fread(header, 1, sizeof header, stdin) == sizeof header; record++) {
    size_t length = number(header), answer_length = number(header + 4);
    char *bytes = malloc(length + answer_length);
    if (fread(bytes, 1, length + answer_length, stdin) != length + answer_length) return 2;
    run(bytes, length, bytes + length, answer_length, header + 8, whole, NULL, &conversation,
        expected);
    if (!shows) printf("%s", expected);
    else if (arguments[1][1] == 'u') printf("%.*s", (int)fake.asked_length, fake.asked);
    else printf("%.*s", (int)conversation.output_length, conversation.output);
    putchar(0x1e);
    for (int i = 0; count > 1 && !shows && i <= SPLITS; i++) {
      uint64_t seed = state;
      run(bytes, length, bytes + length, answer_length, header + 8, i == 0 ? single : some, &state,
          &conversation, verdict);
      if (strcmp(expected, verdict) == 0) continue;
      fprintf(stderr, "record %d, seed %llu: whole: %.200s, in pieces: %.200s\n", record,
              (unsigned long long)seed, expected, verdict);
      return 1;
    }
    free(bytes);
  }
  free(conversation.output);
  return 0;
}
