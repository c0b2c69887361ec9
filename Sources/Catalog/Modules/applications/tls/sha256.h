/* SHA-256 by the processor's own instructions, several times as fast as BearSSL's. */
#ifndef MERLON_TLS_SHA256_H
#define MERLON_TLS_SHA256_H

#include "bearssl_hash.h"

/* This processor's instructions where they can be used, else BearSSL's code. */
const br_hash_class *sha256_class(void);

#endif
