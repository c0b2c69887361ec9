/* libFuzzer: nothing that a stranger sends breaks what reads it. The first byte says who reads it;
 * every text ends where its memory does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bearer-auth.h"
#include "hooks_http_server.h"
#include "internal.h"
#include "packet.h"

void start_modules(void);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t now = 1000000000u;
uint64_t network_now(void) { return now; }
uint64_t network_wall(void) { return 1700000000u * (uint64_t)1000000000u; }
uint64_t merlon_clock_monotonic(void) { return now; }
uint64_t merlon_clock_wall(void) { return network_wall(); }
void merlon_console_write(const char *text, size_t length) { (void)text, (void)length; }
void merlon_puts(const char *text) { (void)text; }
void merlon_put_unsigned(uint64_t value) { (void)value; }
_Noreturn void merlon_abort(const char *reason) {
  fprintf(stderr, "merlon: %s\n", reason);
  abort();
}

static void demand(bool holds) {
  if (!holds) abort();
}

/* A whole request past all mechanisms. */
static void ask(const char *bytes, size_t length) {
  static struct http_request request;
  static struct http_session session;
  struct http_parsed parsed;
  size_t searched = 0;
  long found = http_find_head(bytes, length < HTTP_HEAD_MAX ? length : HTTP_HEAD_MAX, &searched);
  if (found <= 0) return;
  memset(&request, 0, sizeof request);
  request.session = &session;
  http_parse(bytes, (size_t)found, &parsed, &request);
  if (parsed.error != 0) return;
  int refused = merlon_hook_http_request(&request);
  demand(refused == 0 || (refused >= 400 && refused <= 599));
  http_respond_status(&request, refused != 0 ? refused : 200);
  (void)merlon_hook_http_response(&request);
  demand(request.response_fields_length <= HTTP_FIELDS_MAX);
  session.failures = 0;
  now += 50000000u;
}

static void read_token(const char *bytes, size_t length) {
  static struct bearer_text text;
  static struct bearer_header header;
  uint64_t expires;
  if (bearer_auth_read_header(bytes, length, &header)) demand(header.algorithm == BEARER_ES256);
  if (bearer_auth_read_claims(bytes, length, 1700000000u, &text, &expires)) {
    demand(text.length > 0 && text.length <= BEARER_AUTH_SUBJECT_MAX && expires > 1700000000u);
  }
  /* Few letters stand for one text only. */
  uint8_t decoded[64];
  size_t count = bearer_auth_decode(bytes, length, decoded, sizeof decoded);
  demand(count == SIZE_MAX || count == length * 6 / 8);
}

static void read_frame(const uint8_t *bytes, size_t length) {
  struct packet packet;
  struct packet_network network;
  (void)packet_parse(bytes, length, &packet);
  if (packet_network_parse((const char *)bytes, length, &network)) {
    demand(packet_network_holds(&network, network.address));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static bool is_started;
  if (!is_started) start_modules();
  is_started = true;
  if (size == 0) return 0;
  uint8_t *bytes = malloc(size - 1 + (size == 1));
  memcpy(bytes, data + 1, size - 1);
  switch (data[0] % 3) {
  case 0: ask((const char *)bytes, size - 1); break;
  case 1: read_token((const char *)bytes, size - 1); break;
  default: read_frame(bytes, size - 1); break;
  }
  free(bytes);
  return 0;
}
