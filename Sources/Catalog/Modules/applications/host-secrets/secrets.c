/* Reads the format of secrets.h: whatever the bytes are, nothing outside of them is touched. */
#include "secrets.h"

#include "string.h"

struct reader {
  uint8_t *at;
  size_t left;
};

static bool take(struct reader *reader, size_t length, struct secret_bytes *taken) {
  if (length > reader->left) return false;
  *taken = (struct secret_bytes){reader->at, length};
  reader->at += length;
  reader->left -= length;
  return true;
}

static uint32_t number_at(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
         (uint32_t)bytes[3] << 24;
}

static bool take_number(struct reader *reader, uint32_t least, uint32_t most, uint32_t *number) {
  struct secret_bytes bytes;
  if (!take(reader, 4, &bytes)) return false;
  *number = number_at(bytes.bytes);
  return *number >= least && *number <= most;
}

static bool is_name(struct secret_bytes name) {
  for (size_t i = 0; i < name.length; i++) {
    uint8_t c = name.bytes[i];
    bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!is_word && c != '-') return false;
  }
  return true;
}

static bool take_secret(struct reader *reader, struct secret *secret) {
  uint32_t name, key, certificates, length;
  if (!take_number(reader, 1, SECRETS_NAME_MAX, &name) ||
      !take_number(reader, 1, SECRETS_KEY_MAX, &key) ||
      !take_number(reader, 0, SECRETS_CHAIN_MAX, &certificates) ||
      !take(reader, name, &secret->name) || !take(reader, key, &secret->key)) {
    return false;
  }
  secret->chain_length = certificates;
  for (size_t i = 0; i < certificates; i++) {
    if (!take_number(reader, 1, SECRETS_BYTES_MAX, &length) ||
        !take(reader, length, &secret->chain[i])) {
      return false;
    }
  }
  return is_name(secret->name);
}

static bool is_same(struct secret_bytes left, struct secret_bytes right) {
  return left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
}

size_t secrets_length(const uint8_t *header) {
  size_t length = number_at(header + 12);
  bool is_ours = memcmp(header, "MRLNSECR", 8) == 0 && number_at(header + 8) == 1 &&
                 number_at(header + 20) == 0;
  return is_ours && length > SECRETS_HEADER && length <= SECRETS_BYTES_MAX ? length : 0;
}

size_t secrets_read(uint8_t *bytes, size_t length, struct secret secrets[SECRETS_MAX]) {
  if (length < SECRETS_HEADER || secrets_length(bytes) != length) return 0;
  struct reader reader = {bytes + SECRETS_HEADER, length - SECRETS_HEADER};
  size_t count = number_at(bytes + 16);
  if (count == 0 || count > SECRETS_MAX) return 0;
  for (size_t i = 0; i < count; i++) {
    if (!take_secret(&reader, &secrets[i])) return 0;
    for (size_t other = 0; other < i; other++) {
      if (is_same(secrets[other].name, secrets[i].name)) return 0;
    }
  }
  return reader.left == 0 ? count : 0;
}
