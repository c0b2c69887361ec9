#include "secrets.h"
#include "stdlib.h"
#include "string.h"

#define BLOCK_MAX 32768u

static _Noreturn void end(const char *owner, const char *device, const char *reason) {
  merlon_puts("merlon: ");
  merlon_puts(owner);
  merlon_puts(": the block device '");
  merlon_puts(device);
  merlon_puts("' ");
  merlon_puts(reason);
  merlon_puts("\n");
  merlon_exit(MERLON_EXIT_ABORT);
}

/* Reads all of the device that counts into memory of its own. */
static uint8_t *read_all(const char *owner, const char *name, size_t *length) {
  static uint8_t block[BLOCK_MAX];
  struct merlon_block device;
  if (!merlon_block_find(name, &device) || device.block_size > sizeof block ||
      device.block_size < SECRETS_HEADER) {
    end(owner, name, "is not attached by the host");
  }
  uint8_t *bytes = NULL;
  *length = 0;
  for (size_t at = 0; at == 0 || at < *length; at += device.block_size) {
    if (at + device.block_size > device.capacity || !merlon_block_read(&device, at, block)) {
      end(owner, name, "cannot be read to its end");
    }
    if (at == 0) {
      *length = secrets_length(block);
      bytes = *length == 0 ? NULL : malloc(*length);
      if (bytes == NULL) end(owner, name, "is not one that the host agent makes");
    }
    size_t count = *length - at < device.block_size ? *length - at : device.block_size;
    memcpy(bytes + at, block, count);
  }
  memset(block, 0, sizeof block);
  return bytes;
}

uint8_t *secrets_read_device(const char *owner, const char *device,
                             struct secret secrets[SECRETS_MAX], size_t *count) {
  size_t length;
  uint8_t *bytes = read_all(owner, device, &length);
  *count = secrets_read(bytes, length, secrets);
  if (*count == 0) end(owner, device, "holds what is malformed");
  return bytes + SECRETS_HEADER - SECRETS_SEED;
}

const struct secret *secrets_named(const char *owner, const struct secret *secrets, size_t count,
                                   const char *name, size_t length) {
  for (size_t i = 0; i < count; i++) {
    if (secrets[i].name.length == length && memcmp(secrets[i].name.bytes, name, length) == 0) {
      return &secrets[i];
    }
  }
  merlon_puts("merlon: ");
  merlon_puts(owner);
  merlon_puts(": the host gave this image no secret '");
  merlon_console_write(name, length);
  merlon_puts("'\n");
  merlon_exit(MERLON_EXIT_ABORT);
}
