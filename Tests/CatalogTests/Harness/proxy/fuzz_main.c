/* libFuzzer: nothing that an upstream says breaks the proxy, and pieces make no difference. */
#include "fake_upstream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const requests[] = {
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
  "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
};

static size_t whole(size_t left, void *context) {
  (void)context;
  return left;
}

static size_t some(size_t left, void *context) {
  uint32_t *state = context;
  *state = *state * 1664525u + 1013904223u;
  size_t size = 1 + (*state >> 16) % 97;
  return size < left ? size : left;
}

static void run(const uint8_t *data, size_t size, piece_size pieces, uint32_t *state,
                struct conversation *conversation, char *verdict) {
  static const enum fake_end ends[] = {FAKE_STAYS, FAKE_ENDS, FAKE_BREAKS};
  const char *request = requests[data[0] & 3];
  memset(&fake, 0, sizeof fake);
  fake.bytes = (const char *)data + 1;
  fake.length = size - 1;
  fake.end = ends[(data[0] >> 2) % 3];
  fake.is_reused = (data[0] & 64) != 0;
  fake.size = pieces;
  fake.context = state;
  drive(request, strlen(request), whole, NULL, 0, conversation);
  fake_verdict(conversation, verdict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct conversation conversation;
  static char first[OUTPUT_MAX], second[OUTPUT_MAX];
  uint32_t state = 0;
  if (size == 0) return 0;
  if (conversation.output == NULL) {
    conversation.output = malloc(OUTPUT_MAX);
    http_date_set(784111777);
  }
  for (size_t i = 0; i < size; i++) state = state * 31 + data[i];
  run(data, size, whole, NULL, &conversation, first);
  run(data, size, some, &state, &conversation, second);
  if (strcmp(first, second) != 0) {
    fprintf(stderr, "whole: %.300s\nin pieces: %.300s\n", first, second);
    abort();
  }
  return 0;
}
