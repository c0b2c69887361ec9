/* A client's port that comes again while the connection that it had is in TIME-WAIT.
 *
 * Who opens many connections, as all clients behind a forward do together, is back at a port within
 * seconds. lwIP answers such a SYN for the connection that is over; the client would have to try
 * again, seconds later. RFC 9293 §3.6.1 (MAY-2) lets the SYN begin a new one when its number is beyond
 * all that the old one used. It also wants our own number to be, which a keyed hash is not (see
 * half_open.c), and TIME-WAIT to come back if the SYN proves to be an old one: what that guards against
 * is a packet of ours that is older than a whole connection, and comes after our answer. */
#include "tcp/reopening.h"

#include "lwip/priv/tcp_priv.h"

static bool is_due;

bool reopening_input(struct tcp_pcb *pcb, const struct tcp_hdr *header) {
  if (pcb->state != TIME_WAIT) return false;
  u8_t flags = TCPH_FLAGS(header) & (TCP_SYN | TCP_ACK | TCP_RST | TCP_FIN);
  if (flags != TCP_SYN || TCP_SEQ_LT(header->seqno, pcb->rcv_nxt)) return false;
  tcp_pcb_remove(&tcp_tw_pcbs, pcb);
  tcp_free(pcb);
  is_due = true;
  return true;
}

bool reopening_is_due(void) {
  bool was_due = is_due;
  is_due = false;
  return was_due;
}
