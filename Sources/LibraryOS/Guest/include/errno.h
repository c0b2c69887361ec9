/* lwIP defines the numbers itself (LWIP_PROVIDE_ERRNO). */
#ifndef MERLON_ERRNO_H
#define MERLON_ERRNO_H
#endif
