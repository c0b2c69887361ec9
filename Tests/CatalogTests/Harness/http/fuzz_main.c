/* libFuzzer: nothing that a client sends breaks the exchange, and pieces make no difference. */
#include "drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

/* The parser alone, on memory that ends where the head does. */
static void parse_exactly(const uint8_t *data, size_t size) {
  static struct http_request request;
  struct http_parsed parsed;
  size_t searched = 0, limit = size < HTTP_HEAD_MAX ? size : HTTP_HEAD_MAX;
  long found = http_find_head((const char *)data, limit, &searched);
  if (found <= 0) return;
  char *head = malloc((size_t)found);
  memcpy(head, data, (size_t)found);
  memset(&request, 0, sizeof request);
  http_parse(head, (size_t)found, &parsed, &request);
  free(head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct conversation first, second;
  uint32_t state = 0;
  if (first.output == NULL) {
    first.output = malloc(OUTPUT_MAX);
    second.output = malloc(OUTPUT_MAX);
    http_date_set(784111777);
  }
  for (size_t i = 0; i < size; i++) state = state * 31 + data[i];
  parse_exactly(data, size);
  drive((const char *)data, size, whole, NULL, 0, &first);
  drive((const char *)data, size, some, &state, 0, &second);
  if (strcmp(first.verdict, second.verdict) != 0 ||
      first.output_length != second.output_length ||
      memcmp(first.output, second.output, first.output_length) != 0) {
    fprintf(stderr, "whole: %s\nin pieces: %s\n", first.verdict, second.verdict);
    abort();
  }
  return 0;
}
