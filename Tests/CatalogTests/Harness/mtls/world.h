/* What mtls-auth finds around it when no connection is. */
#ifndef MERLON_TEST_MTLS_WORLD_H
#define MERLON_TEST_MTLS_WORLD_H

#include <stdio.h>
#include <stdlib.h>

#include "bearssl_ssl.h"
#include "mtls-auth.h"

void start_modules(void);

static uint64_t wall = 1700000000u;
uint64_t network_now(void) { return 0; }
uint64_t network_wall(void) { return wall * (uint64_t)1000000000u; }
uint64_t merlon_clock_monotonic(void) { return 0; }
uint64_t merlon_clock_wall(void) { return network_wall(); }
void merlon_puts(const char *text) { fputs(text, stdout); }
void merlon_put_unsigned(uint64_t value) { printf("%llu", (unsigned long long)value); }
_Noreturn void merlon_abort(const char *reason) {
  printf("merlon: %s\n", reason);
  exit(0);
}
br_prng_seeder br_prng_seeder_system(const char **name) {
  (void)name;
  return 0;
}
/* No device, and no request comes here. */
bool merlon_block_find(const char *name, struct merlon_block *block) {
  (void)name, (void)block;
  return false;
}
bool merlon_block_read(const struct merlon_block *block, uint64_t offset, void *buffer) {
  (void)block, (void)offset, (void)buffer;
  return false;
}
void merlon_console_write(const char *text, size_t length) { fwrite(text, 1, length, stdout); }
_Noreturn void merlon_exit(int status) { exit(status); }
struct tls_connection *tls_connection_of(const struct http_session *session) {
  (void)session;
  abort();
}

#endif
