/* The host's secrets, as block devices hold them. The host agent writes this format
 * (HostAgent/SecretsDevice.swift); nothing of it is ever in an image, a store or a log.
 *
 *   0  8 bytes  "MRLNSECR"
 *   8  u32      version, 1
 *  12  u32      bytes of all that counts, these 72 included; at most SECRETS_BYTES_MAX
 *  16  u32      count of secrets, 1 to SECRETS_MAX
 *  20  u32      0
 *  24  48 bytes random, new for each start
 *  72  the secrets, one after the other:
 *        u32 bytes of the name, u32 bytes of the key, u32 count of certificates,
 *        the name: 1 to SECRETS_NAME_MAX of a-z, 0-9 and '-', no name twice
 *        the key, at most SECRETS_KEY_MAX bytes: a private one as DER of PKCS#8, SEC 1 or PKCS#1,
 *          or the bytes of a shared one
 *        the private key's certificates, leaf first, at most SECRETS_CHAIN_MAX and none for a shared
 *          one: u32 bytes, then X.509 in DER
 *
 * Numbers are little-endian; what follows up to the end of the device is zero and not read. */
#ifndef MERLON_SECRETS_H
#define MERLON_SECRETS_H

#include <merlon.h>

#define SECRETS_BYTES_MAX (256u << 10)
#define SECRETS_HEADER 72u
#define SECRETS_SEED 48u
#define SECRETS_MAX 16u
#define SECRETS_NAME_MAX 64u
#define SECRETS_KEY_MAX 8192u
#define SECRETS_CHAIN_MAX 8u

struct secret_bytes {
  uint8_t *bytes; /* in the buffer that was read */
  size_t length;
};

struct secret {
  struct secret_bytes name, key, chain[SECRETS_CHAIN_MAX];
  size_t chain_length;
};

/* Tells from the first SECRETS_HEADER bytes how many there are in all; 0 when they are not ours. */
size_t secrets_length(const uint8_t *header);
/* Reads all secrets of a buffer of exactly that length. Returns how many, or 0 when anything about
 * them is not as above. */
size_t secrets_read(uint8_t *bytes, size_t length, struct secret secrets[SECRETS_MAX]);

/* Reads all secrets of a block device, for the module `owner`, and returns the random bytes that come
 * with them. Ends the image with a line on the console when that fails. */
uint8_t *secrets_read_device(const char *owner, const char *device,
                             struct secret secrets[SECRETS_MAX], size_t *count);
/* Finds a secret by its name; ends the image when it is not there. */
const struct secret *secrets_named(const char *owner, const struct secret *secrets, size_t count,
                                   const char *name, size_t length);

#endif
