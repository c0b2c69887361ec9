/* A connection of the server, as the parts that decide on it see it: server.c moves its bytes,
 * eviction.c says who gives way. */
#ifndef MERLON_HTTP_CONNECTION_H
#define MERLON_HTTP_CONNECTION_H

#include "exchange.h"
#include "http/stream.h"
#include "lwip/priv/tcp_priv.h" /* tcp_ticks: the clock of pcbs, read without a call to the host */
#include "succession.h"

/* Times are in ticks of lwIP's, two a second. */
#define TICKS(seconds) ((u32_t)(seconds) * 2u + 1u)
/* Bytes that either side has to get on by in a tick, or it makes the other one wait. */
#define TICK_BYTES_MIN 2048u
/* For how long clients may wait between requests once another instance has taken this one's place:
 * less than a host waits for connections to end. */
#define REPLACED_TICKS TICKS(4)

enum waits {
  WAITS_NOTHING, WAITS_REQUEST, WAITS_HEAD, WAITS_BODY, WAITS_ROOM, WAITS_PEER, WAITS_ANSWER,
};

struct connection {
  struct connection *previous, *next;
  struct http_stream stream;
  const unsigned char *body; /* of the reply under way */
  size_t body_left;
  size_t acknowledged; /* bytes that the client has taken so far */
  size_t mark;        /* what was acknowledged, or taken of a body, when its time began to count */
  size_t paced;       /* what was acknowledged when the client last got on, and when that was */
  u32_t paced_at;
  size_t lingered;    /* bytes thrown away after the last reply */
  bool is_last;       /* the reply under way, or the end itself, is the last thing to send */
  bool is_finished;   /* FIN is queued */
  bool input_ended;   /* the peer's FIN is here */
  bool is_turned_away;
  bool is_woken;
  enum waits waits;
  unsigned counted;   /* requests when the deadline was set */
  u32_t since, deadline;
  u8_t bucket; /* of its address */
  struct http_session session;
  struct http_exchange *exchange; /* NULL between requests */
};

/* Begins to judge how fast the client takes what it is sent. */
void http_pace_begin(struct connection *connection);
/* Counts bytes that it has taken. */
void http_pace_count(struct connection *connection, u16_t length);

/* Why a connection may give way to another, the better reason last. */
enum dispensable { INDISPENSABLE, HAS_MOST_PLACES, KEEPS_WAITING, BETWEEN_REQUESTS };

/* Finds the connection that gives way to a client whose address is in `bucket`, and the reason: of
 * several with the best one it is the one that has waited longest. NULL when there is none. `held`
 * has how many places each bucket of addresses has. */
struct connection *http_dispensable(struct connection *all, u8_t bucket, const u16_t held[256],
                                    enum dispensable *reason);
/* When `connection` lacks the memory of lwIP's that all share for what they send: finds the one that
 * has not taken what is queued for it for longest, too long. NULL when there is none. */
struct connection *http_hoarder(struct connection *all, const struct connection *connection);

#endif
