/* Drives the part of mtls-auth that verifies. Each line of input is one event:
 *
 *   wall SECONDS     the wall clock is set
 *   chain HEX ...    a client shows these certificates, its own first; writes `error NUMBER`, or
 *                    the usages of the key, the name and how long it holds
 *   read HEX         reads one certificate; writes when it ends and whether it is for clients
 *
 * HEX may be `file:NAME`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

struct bytes {
  size_t length;
  uint8_t *bytes; /* a block of exactly that length, so that reading beyond it is found */
};

static struct bytes from_text(const char *text) {
  static uint8_t all[65536];
  struct bytes read = {0, NULL};
  if (strncmp(text, "file:", 5) == 0) {
    FILE *file = fopen(text + 5, "rb");
    if (file == NULL) exit(2);
    read.length = fread(all, 1, sizeof all, file);
    fclose(file);
  } else {
    unsigned byte;
    for (; sscanf(text, "%2x", &byte) == 1 && text[1] != 0; text += 2) {
      all[read.length++] = (uint8_t)byte;
    }
  }
  read.bytes = malloc(read.length);
  memcpy(read.bytes, all, read.length);
  return read;
}

static void show(char *certificates) {
  static br_ssl_server_context server;
  memset(&server, 0, sizeof server);
  struct mtls_auth_client *client = mtls_auth_client_make(&server);
  const br_x509_class **context = server.eng.x509ctx;
  (*context)->start_chain(context, NULL);
  for (char *text = strtok(certificates, " "); text != NULL; text = strtok(NULL, " ")) {
    struct bytes certificate = from_text(text);
    (*context)->start_cert(context, (uint32_t)certificate.length);
    /* In pieces, as they come. */
    for (size_t at = 0; at < certificate.length; at += 100) {
      size_t left = certificate.length - at;
      (*context)->append(context, certificate.bytes + at, left < 100 ? left : 100);
    }
    (*context)->end_cert(context);
    free(certificate.bytes);
  }
  unsigned error = (*context)->end_chain(context), usages = 0;
  struct http_text name;
  if (error != 0) {
    printf("error %u%s\n", error, mtls_auth_client_name(client, wall, &name) && name.length > 0
                                    ? " and yet a name" : "");
  } else {
    const br_x509_pkey *key = (*context)->get_pkey(context, &usages);
    const char *can = (usages & BR_KEYTYPE_SIGN) != 0 ? "signs" : "does not sign";
    printf("%s %s", key->key_type == BR_KEYTYPE_EC ? "ec" : "rsa", can);
    bool holds = mtls_auth_client_name(client, wall, &name);
    printf(" %.*s%s", (int)name.length, name.bytes, holds ? "" : " no more");
    uint64_t until = wall;
    for (uint64_t step = (uint64_t)1 << 40; step > 0; step /= 2) {
      if (mtls_auth_client_name(client, until + step, &name)) until += step;
    }
    printf(" until %llu\n", (unsigned long long)until);
  }
  mtls_auth_client_free(client);
}

static void read_one(const char *text) {
  struct bytes certificate = from_text(text);
  struct mtls_auth_facts facts;
  if (mtls_auth_read_certificate(certificate.bytes, certificate.length, &facts)) {
    printf("%llu%s\n", (unsigned long long)facts.expires,
           facts.is_for_clients ? " for clients" : "");
  } else {
    puts("none");
  }
  free(certificate.bytes);
}

int main(void) {
  static char line[65536];
  start_modules();
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = 0;
    if (strncmp(line, "wall ", 5) == 0) wall = strtoull(line + 5, NULL, 10);
    else if (strncmp(line, "chain ", 6) == 0) show(line + 6);
    else if (strncmp(line, "read ", 5) == 0) read_one(line + 5);
    else exit(2);
  }
  return 0;
}
