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
/* No request comes here. */
struct tls_connection *tls_connection_of(const struct http_session *session) {
  (void)session;
  abort();
}

#endif
