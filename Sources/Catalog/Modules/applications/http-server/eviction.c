/* Who gives way when all places are taken, so that nobody can keep others out by taking them. */
#include "connection.h"
#include "options.h"

/* How long a client may keep the server waiting while others find no place. */
#define PATIENCE_TICKS TICKS(2)

/* What a client has to take in that time lest it does. What its kernel takes for it at once gives it
 * no more time than that. */
#define PATIENCE_BYTES (PATIENCE_TICKS * TICK_BYTES_MIN)

void http_pace_begin(struct connection *connection) {
  connection->paced = connection->acknowledged;
  connection->paced_at = tcp_ticks;
}

void http_pace_count(struct connection *connection, u16_t length) {
  connection->acknowledged += length;
  if (connection->acknowledged - connection->paced >= PATIENCE_BYTES) http_pace_begin(connection);
}

/* Since when the client makes the server wait: for a request, a handshake or an end that does not
 * come, or for room in a response that it does not take. */
static u32_t awaited_since(const struct connection *connection) {
  if (connection->waits == WAITS_ANSWER) return tcp_ticks; /* that is the application's doing */
  return connection->waits == WAITS_ROOM ? connection->paced_at : connection->since;
}

/* Whether there is something to send and nothing in the way of it but memory. */
static bool is_stuck(const struct connection *connection) {
  bool has_more = connection->body_left > 0 || (connection->is_last && !connection->is_finished);
  return has_more && tcp_sndqueuelen(connection->stream.pcb) == 0;
}

struct connection *http_hoarder(struct connection *all, const struct connection *connection) {
  struct connection *chosen = NULL;
  if (!is_stuck(connection)) return NULL;
  for (struct connection *each = all; each != NULL; each = each->next) {
    bool is_hoarder = each->waits == WAITS_ROOM && tcp_sndqueuelen(each->stream.pcb) > 0 &&
                      tcp_ticks - each->paced_at >= PATIENCE_TICKS;
    bool is_older = chosen == NULL || (s32_t)(each->paced_at - chosen->paced_at) < 0;
    if (is_hoarder && is_older) chosen = each;
  }
  return chosen;
}

static enum dispensable judge(const struct connection *connection, u8_t bucket,
                              const u16_t held[256]) {
  if (connection->is_turned_away) return INDISPENSABLE;
  if (connection->waits == WAITS_REQUEST && connection->counted > 0) return BETWEEN_REQUESTS;
  if (tcp_ticks - awaited_since(connection) >= PATIENCE_TICKS) return KEEPS_WAITING;
  /* Nobody has more than half of the places when others want one. */
  bool has_most = held[connection->bucket] > MERLON_OPTION_CONNECTIONS / 2;
  return has_most && connection->bucket != bucket ? HAS_MOST_PLACES : INDISPENSABLE;
}

struct connection *http_dispensable(struct connection *all, u8_t bucket, const u16_t held[256],
                                    enum dispensable *reason) {
  struct connection *chosen = NULL;
  *reason = INDISPENSABLE;
  for (struct connection *each = all; each != NULL; each = each->next) {
    enum dispensable found = judge(each, bucket, held);
    bool is_older = chosen != NULL && (s32_t)(each->since - chosen->since) < 0;
    if (found == INDISPENSABLE || found < *reason || (found == *reason && !is_older)) continue;
    chosen = each;
    *reason = found;
  }
  return chosen;
}
