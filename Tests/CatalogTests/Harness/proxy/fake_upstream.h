/* An upstream that says what it is told to say, in pieces, as soon as it was asked. */
#ifndef HARNESS_FAKE_UPSTREAM_H
#define HARNESS_FAKE_UPSTREAM_H

#include "drive.h"

/* What it does when it has said all. */
enum fake_end { FAKE_STAYS = 's', FAKE_ENDS = 'f', FAKE_BREAKS = 'r' };

struct fake {
  const char *bytes; /* what it says */
  size_t length, said;
  enum fake_end end;
  bool is_reused;    /* the first connection was idle before */
  bool is_pool;      /* of one connection, for which requests wait */
  piece_size size;
  void *context;
  char asked[16384]; /* what it was sent */
  size_t asked_length;
  int connections;
  char fate; /* of the last connection: k(ept), d(ropped), or - */
};
extern struct fake fake;

/* Writes what the client got as a verdict: status, body, what became of the connections of client
 * and upstream. `text` has as many bytes as `conversation->output`, and 64 more. */
void fake_verdict(const struct conversation *conversation, char *text);

#endif
