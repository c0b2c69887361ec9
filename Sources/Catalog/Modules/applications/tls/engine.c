/* TLS 1.2 with ephemeral P-256 and AEAD ciphers, and nothing else: no older version, no static key
 * exchange, no CBC, no compression, no renegotiation. */
#include "engine.h"

#include <merlon.h>

#include "entropy.h"
#include "inner.h" /* BearSSL's: br_tls_phash */
#include "p256.h"
#include "sha256.h"
#include "stdlib.h"
#include "string.h"

#define SESSION_BYTES 100u /* what BearSSL's cache keeps for each */

/* Fast with AES instructions; without them ChaCha20 is, and constant time comes for free. */
static const uint16_t suites_aes_first[] = {
  BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
  BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
};
static const uint16_t suites_chacha_first[] = {
  BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
};
#define SUITES (sizeof suites_aes_first / sizeof suites_aes_first[0])

_Static_assert(SUITES == 6, "handshake.c has room for as many");

/* The one of the two that is in use; identity.c chooses by rank. */
static const uint16_t *suites;

/* Configured once and copied for each connection. */
static br_ssl_server_context prepared;
static br_ssl_session_cache_lru cache;

/* BearSSL asks for the system's own source first; the seed is injected instead. */
br_prng_seeder br_prng_seeder_system(const char **name) {
  if (name != NULL) *name = "none";
  return 0;
}

static void prepare_ciphers(br_ssl_engine_context *engine) {
  const br_block_ctr_class *counter =
    merlon_has_vectors ? br_aes_x86ni_ctr_get_vtable() : NULL;
  br_ghash hash = merlon_has_vectors ? br_ghash_pclmul_get() : NULL;
  bool is_fast = counter != NULL && hash != NULL;
  suites = is_fast ? suites_aes_first : suites_chacha_first;
  br_ssl_engine_set_suites(engine, suites, SUITES);
  br_ssl_engine_set_aes_ctr(engine, is_fast ? counter : &br_aes_ct64_ctr_vtable);
  br_ssl_engine_set_ghash(engine, is_fast ? hash : br_ghash_ctmul64);
  br_ssl_engine_set_gcm(engine, &br_sslrec_in_gcm_vtable, &br_sslrec_out_gcm_vtable);
  br_ssl_engine_set_chacha20(engine, br_chacha20_ct_run);
  br_ssl_engine_set_poly1305(engine, br_poly1305_ctmulq_run);
  br_ssl_engine_set_chapol(engine, &br_sslrec_in_chapol_vtable, &br_sslrec_out_chapol_vtable);
}

/* The PRF of TLS 1.2 (RFC 5246 §5) with whichever SHA-256 is faster. */
static void prf_sha256(void *to, size_t length, const void *secret, size_t secret_length,
                       const char *label, size_t seeds, const br_tls_prf_seed_chunk *seed) {
  memset(to, 0, length);
  br_tls_phash(to, length, sha256_class(), secret, secret_length, label, seeds, seed);
}

void engine_start(size_t sessions) {
  static const char *protocols[] = {"http/1.1"};
  br_ssl_engine_context *engine = &prepared.eng;
  br_ssl_server_zero(&prepared);
  br_ssl_engine_set_versions(engine, BR_TLS12, BR_TLS12);
  br_ssl_engine_set_hash(engine, br_sha256_ID, sha256_class());
  br_ssl_engine_set_hash(engine, br_sha384_ID, &br_sha384_vtable);
  br_ssl_engine_set_hash(engine, br_sha512_ID, &br_sha512_vtable);
  br_ssl_engine_set_prf_sha256(engine, prf_sha256);
  br_ssl_engine_set_prf_sha384(engine, br_tls12_sha384_prf);
  br_ssl_engine_set_ec(engine, &p256_ec);
  br_ssl_engine_set_protocol_names(engine, protocols, 1);
  br_ssl_engine_add_flags(engine, BR_OPT_NO_RENEGOTIATION);
  prepare_ciphers(engine);
  p256_init();
  if (sessions > 0) {
    unsigned char *store = malloc(sessions * SESSION_BYTES);
    if (store == NULL) merlon_abort("tls: no memory for that many sessions");
    br_ssl_session_cache_lru_init(&cache, store, sessions * SESSION_BYTES);
    br_ssl_server_set_cache(&prepared, &cache.vtable);
  }
}

unsigned engine_rank(uint16_t suite) {
  unsigned rank = 0;
  while (rank < SUITES && suites[rank] != suite) rank++;
  return rank;
}

bool engine_begin(struct engine *engine) {
  uint8_t seed[32];
  memcpy(&engine->server, &prepared, sizeof prepared);
  engine->choice = (struct identity_choice){&identity_policy, NULL};
  engine->connection = (struct tls_connection){&engine->server, NULL};
  engine->is_closing = false;
  engine->in_used = engine->out_used = 0;
  br_ssl_server_set_policy(&engine->server, &engine->choice.vtable);
  br_ssl_engine_set_buffers_bidi(&engine->server.eng, engine->in, sizeof engine->in, engine->out,
                                 sizeof engine->out);
  entropy_generate(seed, sizeof seed);
  br_ssl_engine_inject_entropy(&engine->server.eng, seed, sizeof seed);
  memset(seed, 0, sizeof seed);
  return br_ssl_server_reset(&engine->server) != 0;
}

void engine_wipe(struct engine *engine) {
  memset(engine->in, 0, engine->in_used);
  memset(engine->out, 0, engine->out_used);
  memset(&engine->server, 0, sizeof engine->server);
  __asm__ volatile("" : : "r"(engine) : "memory");
}
