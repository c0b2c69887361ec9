/* What lwIP asks: for the number that a connection begins with, and of each packet whether to process
 * it. */
#ifndef MERLON_TCP_HOOKS_H
#define MERLON_TCP_HOOKS_H

#include "tcp/half_open.h"
#include "tcp/reopening.h"

#define LWIP_HOOK_TCP_ISN(local, local_port, remote, remote_port) \
  half_open_number(local, local_port, remote, remote_port)
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, length, first_length, rest, packet) \
  (reopening_input(pcb, header) ? ERR_ABRT : half_open_input(pcb, header, first_length))

#endif
