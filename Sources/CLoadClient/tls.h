/* One set of TLS settings for all connections of the client. */
#pragma once
#include <openssl/ssl.h>

/* TLS 1.2 with AES-128-GCM on P-256 and no check of certificates; NULL if OpenSSL refuses. */
SSL_CTX *client_tls(void);
