/* BearSSL's SHA-256 and HMAC in one compilation: each of these files alone would have the compiler
 * read all of BearSSL's headers, which takes longer than what is in it. */
#include "codec/ccopy.c"
#include "codec/dec32be.c"
#include "codec/enc32be.c"
#include "hash/sha2small.c"
#include "mac/hmac.c"
