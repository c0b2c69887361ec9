/* Who gives way when all places are taken, so that nobody can keep others out by taking them. */
#include "connection.h"
#include "options.h"

/* How long a client may keep the server waiting while others find no place. */
#define PATIENCE_TICKS TICKS(2)

/* Whether the client makes the server wait: a request, handshake or end that does not come. */
static bool is_awaited(const struct connection *connection) {
  if (connection->waits == WAITS_ANSWER) return false; /* that is the application's doing */
  if (connection->waits != WAITS_ROOM) return true;
  return connection->body_left == 0 && !connection->is_last && connection->counted == 0;
}

static enum dispensable judge(const struct connection *connection, u8_t bucket,
                              const u16_t held[256]) {
  if (connection->is_turned_away) return INDISPENSABLE;
  if (connection->waits == WAITS_REQUEST && connection->counted > 0) return BETWEEN_REQUESTS;
  if (is_awaited(connection) && tcp_ticks - connection->since >= PATIENCE_TICKS) {
    return KEEPS_WAITING;
  }
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
