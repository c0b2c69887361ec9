/* libFuzzer: no certificate breaks what reads and verifies it, and none is trusted that nobody has
 * signed. An input is certificates, each after its length in two bytes, and one byte before all: an
 * even one for a chain, an odd one for the reader alone. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define demand(condition)                                             \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                        \
    }                                                                 \
  } while (0)

static bool is(struct http_text name, const char *word) {
  return name.length == strlen(word) && memcmp(name.bytes, word, name.length) == 0;
}

/* Takes the next certificate as a block of exactly its length; NULL at the end. */
static uint8_t *next(const uint8_t **data, size_t *size, size_t *length) {
  if (*size < 2) return NULL;
  *length = (size_t)(*data)[0] << 8 | (*data)[1];
  if (*length > *size - 2) *length = *size - 2;
  uint8_t *bytes = malloc(*length + (*length == 0));
  memcpy(bytes, *data + 2, *length);
  *data += 2 + *length;
  *size -= 2 + *length;
  return bytes;
}

static void show(const uint8_t *data, size_t size) {
  static br_ssl_server_context server;
  memset(&server, 0, sizeof server);
  struct mtls_auth_client *client = mtls_auth_client_make(&server);
  const br_x509_class **context = server.eng.x509ctx;
  size_t length;
  (*context)->start_chain(context, NULL);
  for (uint8_t *bytes; (bytes = next(&data, &size, &length)) != NULL; free(bytes)) {
    (*context)->start_cert(context, (uint32_t)length);
    for (size_t at = 0; at < length; at += 256) {
      (*context)->append(context, bytes + at, length - at < 256 ? length - at : 256);
    }
    (*context)->end_cert(context);
  }
  unsigned error = (*context)->end_chain(context), usages;
  demand(error != 0 || (*context)->get_pkey(context, &usages) != NULL);
  struct http_text name;
  bool holds = mtls_auth_client_name(client, wall, &name);
  demand((error == 0) == (name.length > 0) && name.length <= MTLS_AUTH_PRINCIPAL_MAX);
  demand(error != 0 || holds);
  for (size_t i = 0; i < name.length; i++) demand(name.bytes[i] >= ' ' && name.bytes[i] <= '~');
  /* What was signed is in the seeds, under two names; the authority's key is not one to sign with. */
  bool may_sign = error == 0 && (usages & BR_KEYTYPE_SIGN) != 0;
  demand(error != 0 || is(name, "alice") || (is(name, "middle") && !may_sign));
  mtls_auth_client_free(client);
}

static void read_alone(const uint8_t *data, size_t size) {
  struct mtls_auth_facts facts;
  uint8_t *bytes = malloc(size + (size == 0));
  memcpy(bytes, data, size);
  if (mtls_auth_read_certificate(bytes, size, &facts)) demand(facts.expires < 253402300801u);
  free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static bool is_started;
  if (!is_started) {
    wall = (uint64_t)time(NULL); /* the seeds hold now */
    start_modules();
  }
  is_started = true;
  if (size == 0) return 0;
  if (data[0] % 2 == 0) show(data + 1, size - 1);
  else read_alone(data + 1, size - 1);
  return 0;
}
