/* Verifies what a client shows: BearSSL's verifier, and around it the limits, the usages and the
 * end of each certificate. What one needs for that is in memory during its handshake only. */
#include "bearssl_ec.h"
#include "bearssl_rsa.h"
#include "bearssl_ssl.h"
#include "internal.h"
#include "options.h"
#include "packet.h"
#include "stdlib.h"
#include "string.h"

#define SECOND 1000000000u
#define DAY 86400u
#define DAYS_TO_1970 719528u /* as BearSSL counts, from the year 0 */
#define RSA_BYTES_MIN 256
#define FILLER 0xff /* no text has it */

#define GOES_BY(kind) (__builtin_strcmp(MERLON_OPTION_PRINCIPAL, kind) == 0)
_Static_assert(GOES_BY("common-name") || GOES_BY("dns") || GOES_BY("email") || GOES_BY("uri"),
               "mtls-auth.principal: common-name, dns, email or uri");

struct chain {
  br_x509_minimal_context verifier;
  br_name_element names[2]; /* the one that counts, and whether there is another */
  char name[MTLS_AUTH_PRINCIPAL_MAX + 1], other[1];
  unsigned count;
  bool is_refused, is_complete;
  size_t length;
  uint8_t certificate[MTLS_AUTH_CERTIFICATE_MAX];
};

struct mtls_auth_client {
  const br_x509_class *vtable;
  br_ssl_server_context *server;
  struct chain *chain; /* from when it shows certificates until its first request */
  uint64_t expires;
  size_t name_length;
  char name[MTLS_AUTH_PRINCIPAL_MAX];
};

/* tls's own curve has what a server needs that verifies nothing. */
static uint32_t verify_ecdsa(const br_ec_impl *ec, const void *hash, size_t length,
                             const br_ec_public_key *key, const void *signature,
                             size_t signature_length) {
  (void)ec;
  return br_ecdsa_i31_vrfy_asn1(&br_ec_p256_m31, hash, length, key, signature, signature_length);
}

/* --- The verifier, as BearSSL's handshake calls it ---------------------------------------------- */

static void prepare(struct chain *chain) {
  static const unsigned char common_name[] = {3, 0x55, 0x04, 0x03};
  static const unsigned char alternative[] = {0, GOES_BY("email") ? 1 : GOES_BY("dns") ? 2 : 6};
  br_x509_minimal_context *verifier = &chain->verifier;
  size_t count;
  const br_x509_trust_anchor *anchors = mtls_auth_authorities(&count);
  uint64_t now = network_wall() / SECOND;
  br_x509_minimal_init(verifier, &br_sha256_vtable, anchors, count);
  br_x509_minimal_set_hash(verifier, br_sha256_ID, &br_sha256_vtable);
  br_x509_minimal_set_hash(verifier, br_sha384_ID, &br_sha384_vtable);
  br_x509_minimal_set_hash(verifier, br_sha512_ID, &br_sha512_vtable);
  br_x509_minimal_set_rsa(verifier, br_rsa_i62_pkcs1_vrfy);
  br_x509_minimal_set_ecdsa(verifier, &br_ec_p256_m31, verify_ecdsa);
  br_x509_minimal_set_minrsa(verifier, RSA_BYTES_MIN);
  br_x509_minimal_set_time(verifier, (uint32_t)(now / DAY) + DAYS_TO_1970, now % DAY);
  memset(chain->name, FILLER, sizeof chain->name);
  const unsigned char *kind = GOES_BY("common-name") ? common_name : alternative;
  chain->names[0] = (br_name_element){kind, chain->name, sizeof chain->name, 0};
  chain->names[1] = (br_name_element){kind, chain->other, sizeof chain->other, 0};
  br_x509_minimal_set_name_elements(verifier, chain->names, 2);
}

static void start_chain(const br_x509_class **context, const char *server_name) {
  struct mtls_auth_client *client = (struct mtls_auth_client *)context;
  (void)server_name;
  /* Neither is this session remembered, so no later one comes by its name; nor is a client that
   * shows what does not hold let in as one that shows nothing. */
  br_ssl_server_set_cache(client->server, NULL);
  br_ssl_engine_remove_flags(&client->server->eng, BR_OPT_TOLERATE_NO_CLIENT_AUTH);
  if (client->chain != NULL) return;
  client->chain = calloc(1, sizeof *client->chain);
  if (client->chain == NULL) return;
  prepare(client->chain);
  client->expires = UINT64_MAX;
  client->chain->verifier.vtable->start_chain(&client->chain->verifier.vtable, NULL);
}

/* The chain that is still worth reading, or NULL. */
static struct chain *chain_of(const br_x509_class **context) {
  struct chain *chain = ((struct mtls_auth_client *)context)->chain;
  return chain != NULL && !chain->is_refused ? chain : NULL;
}

static void start_certificate(const br_x509_class **context, uint32_t length) {
  struct chain *chain = chain_of(context);
  if (chain == NULL) return;
  chain->is_refused = length > MTLS_AUTH_CERTIFICATE_MAX || chain->count == MTLS_AUTH_CHAIN_MAX;
  if (chain->is_refused) return;
  chain->count++;
  /* What follows the one that an authority has signed, as its own certificate, is for nothing. */
  chain->is_complete = chain->verifier.err == BR_ERR_X509_OK;
  chain->length = 0;
  chain->verifier.vtable->start_cert(&chain->verifier.vtable, length);
}

static void append(const br_x509_class **context, const unsigned char *bytes, size_t length) {
  struct chain *chain = chain_of(context);
  if (chain == NULL) return;
  chain->is_refused = length > sizeof chain->certificate - chain->length;
  if (chain->is_refused) return;
  memcpy(chain->certificate + chain->length, bytes, length);
  chain->length += length;
  chain->verifier.vtable->append(&chain->verifier.vtable, bytes, length);
}

static void end_certificate(const br_x509_class **context) {
  struct mtls_auth_client *client = (struct mtls_auth_client *)context;
  struct chain *chain = chain_of(context);
  struct mtls_auth_facts facts;
  if (chain == NULL) return;
  chain->verifier.vtable->end_cert(&chain->verifier.vtable);
  if (chain->is_complete) return;
  chain->is_refused =
    !mtls_auth_read_certificate(chain->certificate, chain->length, &facts) || !facts.is_for_clients;
  if (!chain->is_refused && facts.expires < client->expires) client->expires = facts.expires;
}

/* A name is compared, logged and shown. BearSSL ends it with a zero; the last one is where it ends,
 * since what follows is not zero: a name with a zero inside is no shorter name. */
static size_t name_length(const struct chain *chain) {
  size_t length = MTLS_AUTH_PRINCIPAL_MAX;
  if (chain->names[0].status != 1) return 0;
  /* Readers differ in which of two common names they take. */
  if (GOES_BY("common-name") && chain->names[1].status != 0) return 0;
  while (length > 0 && chain->name[length] != 0) length--;
  for (size_t i = 0; i < length; i++) {
    if (chain->name[i] < ' ' || chain->name[i] > '~') return 0;
  }
  if (length == 0 || chain->name[0] == ' ' || chain->name[length - 1] == ' ') return 0;
  return length;
}

static unsigned end_chain(const br_x509_class **context) {
  struct mtls_auth_client *client = (struct mtls_auth_client *)context;
  struct chain *chain = chain_of(context);
  if (chain == NULL) {
    return client->chain == NULL ? BR_ERR_LIMIT_EXCEEDED : BR_ERR_X509_FORBIDDEN_KEY_USAGE;
  }
  unsigned error = chain->verifier.vtable->end_chain(&chain->verifier.vtable);
  if (error != BR_ERR_OK) return error;
  size_t length = name_length(chain);
  if (length == 0) return BR_ERR_X509_BAD_DN;
  memcpy(client->name, chain->name, length);
  client->name_length = length;
  return BR_ERR_OK;
}

static const br_x509_pkey *get_key(const br_x509_class *const *context, unsigned *usages) {
  const struct chain *chain = ((const struct mtls_auth_client *)context)->chain;
  return chain == NULL ? NULL
                       : chain->verifier.vtable->get_pkey(&chain->verifier.vtable, usages);
}

static const br_x509_class verification = {
  sizeof(struct mtls_auth_client), start_chain, start_certificate, append, end_certificate,
  end_chain, get_key};

/* --- A client ---------------------------------------------------------------------------------- */

struct mtls_auth_client *mtls_auth_client_make(br_ssl_server_context *server) {
  struct mtls_auth_client *client = calloc(1, sizeof *client);
  if (client == NULL) return NULL;
  size_t count;
  const br_x509_trust_anchor *anchors = mtls_auth_authorities(&count);
  client->vtable = &verification;
  client->server = server;
  br_ssl_server_set_trust_anchor_names_alt(server, anchors, count);
  br_ssl_engine_set_x509(&server->eng, &client->vtable);
  br_ssl_engine_set_ecdsa(&server->eng, verify_ecdsa);
  br_ssl_engine_set_rsavrfy(&server->eng, br_rsa_i62_pkcs1_vrfy);
  if (MERLON_OPTION_REQUIRED) br_ssl_server_set_cache(server, NULL);
  else br_ssl_engine_add_flags(&server->eng, BR_OPT_TOLERATE_NO_CLIENT_AUTH);
  return client;
}

void mtls_auth_client_free(struct mtls_auth_client *client) {
  if (client == NULL) return;
  free(client->chain);
  free(client);
}

bool mtls_auth_client_name(struct mtls_auth_client *client, uint64_t now, struct http_text *name) {
  free(client->chain);
  client->chain = NULL;
  *name = (struct http_text){client->name, client->name_length};
  return client->name_length == 0 || now <= client->expires;
}
