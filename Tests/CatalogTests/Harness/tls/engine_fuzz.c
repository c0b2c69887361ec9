/* The server's engine under any bytes: first they are all that a client sends, then they change
 * what a client sends that is BearSSL's own, in a handshake and a conversation that else succeed.
 * The file `device` of the working folder has the secrets. */
#include <merlon.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bearssl_x509.h"
#include "engine.h"
#include "entropy.h"
#include "p256.h"
#include "secrets.h"
#include "sha256.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define DEMAND(what) \
  if (!(what)) { fprintf(stderr, "engine_fuzz: not so: %s\n", #what); abort(); }
#define EXCHANGES_MAX 200

const bool merlon_has_vectors = true;
_Noreturn void merlon_abort(const char *why) {
  fprintf(stderr, "%s\n", why);
  abort();
}

static uint8_t filler;
void entropy_generate(uint8_t *bytes, size_t length) {
  while (length-- > 0) *bytes++ = filler++;
}

static struct identity identity;
static unsigned char public_point[BR_EC_KBUF_PUB_MAX_SIZE];
static br_ec_public_key public_key = {BR_EC_secp256r1, public_point, 65};

const struct identity *identity_for(const char *server_name) {
  DEMAND(server_name == NULL || strlen(server_name) < 256);
  return &identity;
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
  static uint8_t device[16384];
  static struct secret secrets[SECRETS_MAX];
  FILE *file = fopen("device", "rb");
  (void)count, (void)arguments;
  DEMAND(file != NULL && fread(device, 1, sizeof device, file) >= SECRETS_HEADER);
  fclose(file);
  DEMAND(secrets_read(device, secrets_length(device), secrets) > 0);
  DEMAND(identity_make(&identity, &secrets[0]));
  engine_start(4);
  const br_ec_private_key *key = br_skey_decoder_get_ec(&identity.key);
  DEMAND(p256_ec.mulgen(public_point, key->x, key->xlen, BR_EC_secp256r1) == 65);
  return 0;
}

/* --- The server: an echo ----------------------------------------------------------------------- */

static void echo(br_ssl_engine_context *server) {
  size_t length, room;
  unsigned char *said, *to;
  while ((said = br_ssl_engine_recvapp_buf(server, &length)) != NULL &&
         (to = br_ssl_engine_sendapp_buf(server, &room)) != NULL) {
    if (length > room) length = room;
    memcpy(to, said, length);
    br_ssl_engine_sendapp_ack(server, length);
    br_ssl_engine_recvapp_ack(server, length);
    br_ssl_engine_flush(server, 0);
    if (br_ssl_engine_sendrec_buf(server, &length) != NULL) return;
  }
}

/* Gives `length` bytes to one side as far as it listens; how many it took. */
static size_t give(br_ssl_engine_context *to, const uint8_t *bytes, size_t length) {
  size_t room;
  unsigned char *space = br_ssl_engine_recvrec_buf(to, &room);
  if (space == NULL) return 0;
  if (length > room) length = room;
  memcpy(space, bytes, length);
  br_ssl_engine_recvrec_ack(to, length);
  return length;
}

/* Any bytes, in one piece for each. */
static void listen_to(const uint8_t *bytes, size_t length) {
  struct engine *engine = malloc(sizeof *engine);
  DEMAND(engine != NULL && engine_begin(engine));
  for (size_t at = 0, count = 1; at < length && count > 0; at += count) {
    size_t said;
    count = give(&engine->server.eng, bytes + at, length - at);
    echo(&engine->server.eng);
    while (br_ssl_engine_sendrec_buf(&engine->server.eng, &said) != NULL) {
      br_ssl_engine_sendrec_ack(&engine->server.eng, said);
      count += count == 0; /* it may listen again */
      if (br_ssl_engine_current_state(&engine->server.eng) == BR_SSL_CLOSED) break;
      if (count == 0) break;
    }
    if (br_ssl_engine_current_state(&engine->server.eng) == BR_SSL_CLOSED) break;
    if (br_ssl_engine_recvrec_buf(&engine->server.eng, &said) == NULL) break;
  }
  engine->in_used = sizeof engine->in;
  engine->out_used = sizeof engine->out;
  engine_wipe(engine);
  free(engine);
}

/* --- The client -------------------------------------------------------------------------------- */

struct client {
  br_ssl_client_context context;
  br_x509_knownkey_context known;
  unsigned char buffer[BR_SSL_BUFSIZE_BIDI];
};

static void begin(struct client *client, unsigned kind) {
  static const uint16_t suites[] = {BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                                    BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                                    BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256};
  br_ssl_engine_context *engine = &client->context.eng;
  br_ssl_client_zero(&client->context);
  br_ssl_engine_set_versions(engine, BR_TLS12, BR_TLS12);
  br_ssl_engine_set_suites(engine, suites + kind % 3, 1);
  br_ssl_engine_set_hash(engine, br_sha256_ID, sha256_class());
  br_ssl_engine_set_hash(engine, br_sha384_ID, &br_sha384_vtable);
  br_ssl_engine_set_prf_sha256(engine, br_tls12_sha256_prf);
  br_ssl_engine_set_prf_sha384(engine, br_tls12_sha384_prf);
  br_ssl_engine_set_ec(engine, &br_ec_p256_m31); /* p256_ec has what a server needs */
  br_ssl_engine_set_ecdsa(engine, br_ecdsa_i31_vrfy_asn1);
  br_ssl_engine_set_aes_ctr(engine, &br_aes_ct64_ctr_vtable);
  br_ssl_engine_set_ghash(engine, br_ghash_ctmul64);
  br_ssl_engine_set_gcm(engine, &br_sslrec_in_gcm_vtable, &br_sslrec_out_gcm_vtable);
  br_ssl_engine_set_chacha20(engine, br_chacha20_ct_run);
  br_ssl_engine_set_poly1305(engine, br_poly1305_ctmulq_run);
  br_ssl_engine_set_chapol(engine, &br_sslrec_in_chapol_vtable, &br_sslrec_out_chapol_vtable);
  br_x509_knownkey_init_ec(&client->known, &public_key, BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN);
  br_ssl_engine_set_x509(engine, &client->known.vtable);
  br_ssl_engine_set_buffer(engine, client->buffer, sizeof client->buffer, 1);
  uint8_t seed[32];
  entropy_generate(seed, sizeof seed);
  br_ssl_engine_inject_entropy(engine, seed, sizeof seed);
  DEMAND(br_ssl_client_reset(&client->context, "web.example", 0));
}

/* Changes, four bytes each: two say where in all that the client sends, then what is done there. */
struct changes {
  const uint8_t *bytes;
  size_t length, sent;
};

static size_t change(struct changes *changes, uint8_t *record, size_t length, size_t capacity) {
  for (size_t at = 0; at + 4 <= changes->length; at += 4) {
    size_t where = (size_t)changes->bytes[at] << 8 | changes->bytes[at + 1];
    uint8_t what = changes->bytes[at + 2], value = changes->bytes[at + 3];
    if (where < changes->sent || where - changes->sent >= length) continue;
    size_t place = where - changes->sent, rest = length - place;
    switch (what % 5) {
    case 0: record[place] ^= value; break;
    case 1: record[place] = value; break;
    case 2: length = place + (value < rest ? rest - value : 0);
      memmove(record + place, record + place + (value < rest ? value : rest), length - place);
      break;
    case 3:
      if (length + value > capacity) break;
      memmove(record + place + value, record + place, rest);
      memset(record + place, what, value);
      length += value;
      break;
    default: length = place + 1; break;
    }
  }
  return length;
}

/* Takes what one side has to say; how much. */
static size_t take(br_ssl_engine_context *from, uint8_t *bytes, size_t capacity) {
  size_t length;
  unsigned char *said = br_ssl_engine_sendrec_buf(from, &length);
  if (said == NULL) return 0;
  if (length > capacity) length = capacity;
  memcpy(bytes, said, length);
  br_ssl_engine_sendrec_ack(from, length);
  return length;
}

static void converse(const uint8_t *bytes, size_t length) {
  static uint8_t record[20000];
  struct changes changes = {bytes + 1, length - 1, 0};
  struct engine *engine = malloc(sizeof *engine);
  struct client *client = malloc(sizeof *client);
  DEMAND(engine != NULL && client != NULL && engine_begin(engine));
  begin(client, bytes[0]);
  br_ssl_engine_context *server = &engine->server.eng, *other = &client->context.eng;
  size_t room, heard = 0;
  unsigned char *space;
  bool is_altered = false;
  for (int i = 0, asked = 0; i < EXCHANGES_MAX && heard < 300; i++) {
    if ((space = br_ssl_engine_sendapp_buf(other, &room)) != NULL && asked < 3 && room >= 100) {
      memset(space, 'a', 100);
      br_ssl_engine_sendapp_ack(other, 100);
      br_ssl_engine_flush(other, 0);
      asked++;
    }
    size_t count = take(other, record, 16000);
    size_t altered = change(&changes, record, count, sizeof record);
    changes.sent += count;
    is_altered |= changes.length >= 4;
    for (size_t at = 0, taken = 1; at < altered && taken > 0; at += taken) {
      taken = give(server, record + at, altered - at);
      echo(server);
    }
    while ((count = take(server, record, sizeof record)) > 0) {
      for (size_t at = 0, taken = 1; at < count && taken > 0; at += taken) {
        taken = give(other, record + at, count - at);
        while ((space = br_ssl_engine_recvapp_buf(other, &room)) != NULL) {
          for (size_t byte = 0; byte < room; byte++) DEMAND(space[byte] == 'a');
          heard += room;
          br_ssl_engine_recvapp_ack(other, room);
        }
      }
      echo(server);
    }
  }
  DEMAND(is_altered || heard == 300);
  engine_wipe(engine);
  free(engine);
  free(client);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  filler = 0;
  if (length == 0) return 0;
  if (bytes[0] < 128) listen_to(bytes + 1, length - 1);
  else converse(bytes, length);
  return 0;
}
