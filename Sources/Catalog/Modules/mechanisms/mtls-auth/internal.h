/* Between the two parts that know BearSSL. */
#ifndef MERLON_MTLS_AUTH_INTERNAL_H
#define MERLON_MTLS_AUTH_INTERNAL_H

#include "bearssl_x509.h"
#include "mtls-auth.h"

/* The authorities, once mtls_auth_read_authorities has been called. */
const br_x509_trust_anchor *mtls_auth_authorities(size_t *count);

#endif
