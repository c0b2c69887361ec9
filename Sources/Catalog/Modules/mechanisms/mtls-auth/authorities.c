/* The sealed authorities, read once at boot. */
#include "internal.h"
#include "options.h"
#include "pem.h"
#include "stdlib.h"
#include "string.h"

#define RSA_BYTES_MIN 256u /* 2048 bits; BearSSL refuses what is longer than 4096 */

_Static_assert(MERLON_OPTION_AUTHORITIES_COUNT >= 1 && MERLON_OPTION_AUTHORITIES_COUNT <= 16,
               "mtls-auth.authorities: 1 to 16 certificates");

#define ENTRY(text, length) {text, length},
static const struct http_text texts[] = {MERLON_OPTION_AUTHORITIES(ENTRY)};
static br_x509_trust_anchor anchors[MERLON_OPTION_AUTHORITIES_COUNT];

const br_x509_trust_anchor *mtls_auth_authorities(size_t *count) {
  *count = MERLON_OPTION_AUTHORITIES_COUNT;
  return anchors;
}

static unsigned char *kept(const unsigned char *bytes, size_t length) {
  unsigned char *copy = malloc(length);
  if (copy == NULL) merlon_abort("mtls-auth: no memory for the authorities");
  memcpy(copy, bytes, length);
  return copy;
}

/* The subject of the certificate that is being read. */
struct name {
  size_t length;
  unsigned char bytes[MTLS_AUTH_CERTIFICATE_MAX];
};

static void append_name(void *into, const void *bytes, size_t length) {
  struct name *name = into;
  memcpy(name->bytes + name->length, bytes, length); /* it is part of the certificate */
  name->length += length;
}

static bool keep_key(const br_x509_pkey *key, br_x509_pkey *own) {
  *own = *key;
  if (key->key_type == BR_KEYTYPE_EC) {
    own->key.ec.q = kept(key->key.ec.q, key->key.ec.qlen);
    return key->key.ec.curve == BR_EC_secp256r1;
  }
  if (key->key_type != BR_KEYTYPE_RSA || key->key.rsa.nlen < RSA_BYTES_MIN) return false;
  own->key.rsa.n = kept(key->key.rsa.n, key->key.rsa.nlen);
  own->key.rsa.e = kept(key->key.rsa.e, key->key.rsa.elen);
  return true;
}

static bool read_authority(struct http_text text, br_x509_trust_anchor *anchor) {
  static uint8_t bytes[MTLS_AUTH_CERTIFICATE_MAX];
  static struct name name;
  static br_x509_decoder_context decoder;
  struct mtls_auth_facts facts;
  size_t length = merlon_pem_decode(text.bytes, text.length, bytes, sizeof bytes);
  name.length = 0;
  if (!mtls_auth_read_certificate(bytes, length, &facts)) return false;
  br_x509_decoder_init(&decoder, append_name, &name);
  br_x509_decoder_push(&decoder, bytes, length);
  const br_x509_pkey *key = br_x509_decoder_get_pkey(&decoder);
  if (key == NULL || !br_x509_decoder_isCA(&decoder) || !keep_key(key, &anchor->pkey)) {
    return false;
  }
  anchor->dn = (br_x500_name){kept(name.bytes, name.length), name.length};
  anchor->flags = BR_X509_TA_CA;
  return true;
}

void mtls_auth_read_authorities(void) {
  for (size_t i = 0; i < MERLON_OPTION_AUTHORITIES_COUNT; i++) {
    if (read_authority(texts[i], &anchors[i])) continue;
    merlon_puts("merlon: mtls-auth: of the authorities, counted from 1, number ");
    merlon_put_unsigned(i + 1);
    merlon_puts("\n");
    merlon_abort("mtls-auth: this is no certificate (PEM) of an authority with an ECDSA key on "
                 "P-256 or an RSA key of 2048 to 4096 bits");
  }
}
