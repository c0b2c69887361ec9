/* lwIP's compiler and platform: freestanding x86-64. */
#ifndef MERLON_ARCH_CC_H
#define MERLON_ARCH_CC_H

#include <merlon.h>

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_CTYPE_H 1
#define X8_F "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"
typedef long ssize_t;
#define SSIZE_MAX 0x7fffffffffffffffL

#define BYTE_ORDER LITTLE_ENDIAN
#define LWIP_PLATFORM_DIAG(message)
#define LWIP_PLATFORM_ASSERT(message) merlon_abort("lwip: " message)

/* Initial sequence numbers and ports. */
unsigned lwip_random(void);
#define LWIP_RAND() lwip_random()

unsigned short lwip_checksum(const void *bytes, int length);
#define LWIP_CHKSUM lwip_checksum

#endif
