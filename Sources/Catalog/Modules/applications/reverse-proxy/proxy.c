/* Answers requests with what the upstream answers (http.stream): each is written to a connection of
 * the pool, and the response is read off it, as fast as the two sides take the bytes. */
#include "options.h"
#include "packet.h"
#include "proxy.h"
#include "stdlib.h"
#include "string.h"
#include "upstream.h"

_Static_assert(MERLON_OPTION_TIMEOUT >= 1 && MERLON_OPTION_TIMEOUT <= 3600,
               "reverse-proxy.timeout: 1 to 3600");
#define TIMEOUT (MERLON_OPTION_TIMEOUT * (uint64_t)1000000000u)
/* The most of a body in one chunk to the upstream; the server has less in memory. */
#define PIECE_MAX 4096u
/* How long a client may keep a connection waiting while other requests wait for one, and the bytes
 * that it has to send or take in that time lest it does. */
#define PATIENCE (2 * (uint64_t)1000000000u)
#define PATIENCE_BYTES 8192u

enum stage {
  WAITING,    /* for a connection of the pool */
  CONNECTING,
  ASKED,      /* the head is sent, and the body as it comes */
  ANSWERED,   /* the head of the response was read */
  FAILED,     /* with `failure` */
};

struct proxying {
  struct proxying *next; /* among those that wait */
  struct proxying *other; /* among all */
  struct http_request *request;
  struct upstream *upstream;
  enum stage stage;
  int failure, interims;
  bool body_began, body_ended; /* of the request */
  bool is_second_try, is_head_used, is_complete;
  uint64_t since; /* when something last went on */
  bool is_clients_turn;
  uint64_t turn_since;
  size_t moved; /* bytes of a body since then */
  size_t searched, head_length;
  struct proxy_hops hops;
  struct proxy_response response;
  struct http_body body;
};

void reverse_proxy_start(void);
int reverse_proxy_http_stream(struct http_request *request);

static struct proxying *first_waiting, *last_waiting;
static struct proxying *all;

void reverse_proxy_start(void) { upstream_start(); }

static bool is_late(const struct proxying *proxying) {
  return network_now() - proxying->since > TIMEOUT;
}

/* --- Before the request is sent ------------------------------------------------------------- */

static void join_queue(struct proxying *proxying) {
  proxying->stage = WAITING;
  proxying->next = NULL;
  if (first_waiting == NULL) first_waiting = proxying;
  else last_waiting->next = proxying;
  last_waiting = proxying;
}

static void leave_queue(struct proxying *proxying) {
  struct proxying **at = &first_waiting, *before = NULL;
  for (; *at != proxying; at = &(*at)->next) before = *at;
  *at = proxying->next;
  if (last_waiting == proxying) last_waiting = before;
}

static void fail(struct proxying *proxying, int status) {
  if (proxying->stage == WAITING) leave_queue(proxying);
  proxying->stage = FAILED;
  proxying->failure = status;
}

/* The one that has waited longest comes next. */
static void wake_waiting(void) {
  if (first_waiting != NULL) http_wake(first_waiting->request);
}

/* Begins to count the client's time, unless it is counted already. */
static void begin_clients_turn(struct proxying *proxying) {
  if (proxying->is_clients_turn) return;
  proxying->is_clients_turn = true;
  proxying->turn_since = network_now();
  proxying->moved = 0;
}

static bool is_slow(const struct proxying *proxying, uint64_t now) {
  bool is_asked = proxying->stage == ASKED || proxying->stage == ANSWERED;
  return is_asked && proxying->is_clients_turn && now - proxying->turn_since >= PATIENCE;
}

/* Counts bytes that the client has sent or taken: enough of them, and its time begins anew. */
static void move(struct proxying *proxying, size_t length) {
  proxying->moved += length;
  if (proxying->moved >= PATIENCE_BYTES) proxying->is_clients_turn = false;
  begin_clients_turn(proxying);
}

/* Takes the connection of the client that has kept one waiting longest, so that those who send or
 * take their bytes slowly do not keep the others out; false when nobody does. */
static bool make_place(void) {
  struct proxying *slowest = NULL;
  uint64_t now = network_now();
  for (struct proxying *each = all; each != NULL; each = each->other) {
    bool is_slower = slowest == NULL || each->turn_since < slowest->turn_since;
    if (is_slow(each, now) && is_slower) slowest = each;
  }
  if (slowest == NULL) return false;
  slowest->request->answer_fields = NULL; /* they are in what goes */
  upstream_return(slowest->upstream, false);
  slowest->upstream = NULL;
  fail(slowest, 408);
  http_wake(slowest->request);
  return true;
}

static void take_connection(struct proxying *proxying) {
  bool is_refused;
  if (first_waiting != proxying) return;
  do {
    proxying->upstream = upstream_take(proxying->request, proxying->is_second_try, &is_refused);
  } while (proxying->upstream == NULL && !is_refused && make_place());
  if (proxying->upstream == NULL && !is_refused) return;
  leave_queue(proxying);
  wake_waiting(); /* there may be another place */
  proxying->stage = CONNECTING;
  proxying->since = network_now();
  if (is_refused) fail(proxying, 502);
}

static void ask(struct proxying *proxying) {
  static char head[PROXY_REQUEST_MAX];
  struct upstream *upstream = proxying->upstream;
  size_t length = proxy_write_request(proxying->request, &proxying->hops, head);
  proxying->stage = ASKED;
  proxying->since = network_now();
  if (!proxying->body_ended) begin_clients_turn(proxying);
  if (length == 0) {
    fail(proxying, 431);
  } else if (upstream->pcb != NULL) {
    if (!upstream_send(upstream, head, length)) fail(proxying, 502);
    else upstream_flush(upstream);
  }
  memset(head, 0, length); /* may hold credentials */
  __asm__ volatile("" : : "r"(head) : "memory");
}

/* --- When the upstream is gone -------------------------------------------------------------- */

static bool is_gone(const struct upstream *upstream) {
  return upstream->pcb == NULL || upstream->has_ended;
}

/* Whether asking twice is as asking once (RFC 9110 §9.2.2). */
static bool is_idempotent(struct http_text method) {
  static const char *const words[] = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (http_is(method, words[i])) return true;
  }
  return false;
}

/* A connection that was idle may have been closed before it was asked. Then another one is tried,
 * once, unless the request may have been acted upon, or some of it is no longer here. */
static void give_up(struct proxying *proxying) {
  struct upstream *upstream = proxying->upstream;
  bool may_retry = upstream->is_reused && !proxying->is_second_try && proxying->interims == 0 &&
                   upstream->start == upstream->end && !proxying->body_began &&
                   is_idempotent(proxying->request->method);
  if (!may_retry) {
    fail(proxying, 502);
    return;
  }
  upstream_return(upstream, false);
  proxying->upstream = NULL;
  proxying->is_second_try = true;
  proxying->searched = 0;
  join_queue(proxying);
}

/* Does what can be done before there is a response. */
static void advance(struct proxying *proxying) {
  for (int turns = 0; turns < 2; turns++) { /* the second is for a second try */
    if (proxying->stage == WAITING) take_connection(proxying);
    if (proxying->stage == CONNECTING) {
      if (proxying->upstream->is_connected) ask(proxying);
      else if (is_gone(proxying->upstream)) fail(proxying, 502);
    }
    if (proxying->stage != ASKED || !is_gone(proxying->upstream) ||
        proxying->upstream->start < proxying->upstream->end) {
      return;
    }
    give_up(proxying);
  }
}

/* --- The request's body --------------------------------------------------------------------- */

static size_t room(struct http_request *request) {
  struct proxying *proxying = request->answer_state;
  advance(proxying);
  if (proxying->stage != ASKED && proxying->stage != ANSWERED) return 0;
  if (proxying->upstream->pcb == NULL) return proxying->stage == ANSWERED ? PIECE_MAX : 0;
  size_t room = upstream_room(proxying->upstream);
  if (proxying->stage == ASKED) {
    if (room == 0) proxying->is_clients_turn = false;
    else if (!proxying->body_ended) begin_clients_turn(proxying);
  }
  return room < PIECE_MAX ? room : PIECE_MAX;
}

static bool is_connected(const struct proxying *proxying) {
  return proxying->upstream != NULL && proxying->upstream->pcb != NULL;
}

static void send(struct proxying *proxying, const char *bytes, size_t length) {
  if (!is_connected(proxying) || proxying->stage == FAILED) return;
  if (!upstream_send(proxying->upstream, bytes, length)) fail(proxying, 502);
}

static void take(struct http_request *request, const char *bytes, size_t length) {
  static const char hex[] = "0123456789abcdef";
  struct proxying *proxying = request->answer_state;
  bool is_chunked = request->content_length == HTTP_LENGTH_UNKNOWN;
  char size[6] = {hex[length >> 12 & 15], hex[length >> 8 & 15], hex[length >> 4 & 15],
                  hex[length & 15], '\r', '\n'};
  proxying->body_began = true;
  proxying->since = network_now();
  move(proxying, length);
  if (is_chunked) send(proxying, size, sizeof size);
  send(proxying, bytes, length);
  if (is_chunked) send(proxying, "\r\n", 2);
  if (is_connected(proxying)) upstream_flush(proxying->upstream);
}

static void end(struct http_request *request) {
  struct proxying *proxying = request->answer_state;
  proxying->body_ended = true;
  proxying->is_clients_turn = proxying->is_clients_turn && proxying->stage != ASKED;
  proxying->since = network_now();
  if (request->content_length != HTTP_LENGTH_UNKNOWN) return;
  proxying->body_began = true;
  send(proxying, "0\r\n\r\n", 5);
  if (is_connected(proxying)) upstream_flush(proxying->upstream);
}

/* --- The response --------------------------------------------------------------------------- */

/* Reads a head if one is here; true when it is the head of the response. */
static bool read_head(struct proxying *proxying) {
  struct upstream *upstream = proxying->upstream;
  upstream_settle(upstream);
  size_t window = upstream->end < PROXY_HEAD_MAX ? upstream->end : PROXY_HEAD_MAX;
  long found = http_find_head(upstream->bytes, window, &proxying->searched);
  if (found == 0 && window < PROXY_HEAD_MAX) return false;
  proxying->since = network_now();
  proxying->head_length = found > 0 ? (size_t)found : 0;
  if (found <= 0 || !proxy_read_response(upstream->bytes, proxying->head_length,
                                         proxying->request->is_head, &proxying->response) ||
      proxying->response.status == 101) {
    fail(proxying, 502);
    return false;
  }
  if (proxying->response.status >= 200) return true;
  upstream_use(upstream, proxying->head_length);
  proxying->searched = 0;
  if (++proxying->interims > PROXY_INTERIM_MAX) fail(proxying, 502);
  return false;
}

static void begin_response(struct proxying *proxying) {
  struct http_request *request = proxying->request;
  const struct proxy_response *response = &proxying->response;
  proxying->stage = ANSWERED;
  proxying->is_clients_turn = false;
  begin_clients_turn(proxying);
  request->status = response->status;
  request->content_type = NULL; /* is among the fields */
  request->body_length = response->length;
  request->answer_fields = proxying->upstream->bytes;
  request->answer_fields_length = response->fields_length;
  if (response->framing == HTTP_NO_BODY) {
    proxying->is_complete = true;
  } else {
    http_body_begin(&proxying->body, response->framing, response->length, PROXY_BODY_MAX);
  }
}

/* Whose turn it is: a client that is slow to send is the server's to judge. */
static bool is_upstreams_turn(const struct proxying *proxying) {
  return proxying->stage != ASKED || proxying->body_ended ||
         upstream_room(proxying->upstream) == 0;
}

static enum http_begin begin(struct http_request *request) {
  struct proxying *proxying = request->answer_state;
  advance(proxying);
  while (proxying->stage == ASKED) {
    int interims = proxying->interims;
    if (read_head(proxying)) {
      begin_response(proxying);
      return HTTP_IN_PIECES;
    }
    if (proxying->interims > interims) continue;
    if (proxying->stage == ASKED && is_gone(proxying->upstream)) give_up(proxying);
    break;
  }
  if (proxying->stage != FAILED && is_upstreams_turn(proxying) && is_late(proxying)) {
    fail(proxying, 504);
  }
  if (proxying->stage != FAILED) return HTTP_LATER;
  http_respond_status(request, proxying->failure);
  return HTTP_WHOLE;
}

static long give(struct http_request *request, char *bytes, size_t capacity) {
  struct proxying *proxying = request->answer_state;
  struct upstream *upstream = proxying->upstream;
  struct http_text data = {NULL, 0};
  int status = 0;
  if (proxying->stage == FAILED) return HTTP_GIVE_BROKEN;
  if (!proxying->is_head_used) upstream_use(upstream, proxying->head_length);
  proxying->is_head_used = true;
  while (!proxying->is_complete && data.length == 0 && upstream->start < upstream->end) {
    size_t here = upstream->end - upstream->start;
    size_t used = http_body_take(&proxying->body, upstream->bytes + upstream->start,
                                 here < capacity ? here : capacity, &data, &status);
    if (data.length > 0) memcpy(bytes, data.bytes, data.length);
    upstream_use(upstream, used);
    proxying->since = network_now();
    proxying->is_complete = status == 1;
    if (status > 1) return HTTP_GIVE_BROKEN;
  }
  if (data.length > 0) {
    move(proxying, data.length);
    return (long)data.length;
  }
  proxying->is_clients_turn = false; /* it has taken all that is here */
  if (proxying->is_complete) return HTTP_GIVE_END;
  if (upstream->has_ended && proxying->response.framing == HTTP_TO_CLOSE) return HTTP_GIVE_END;
  return is_gone(upstream) || is_late(proxying) ? HTTP_GIVE_BROKEN : 0;
}

static void release(struct http_request *request) {
  struct proxying *proxying = request->answer_state;
  struct upstream *upstream = proxying->upstream;
  struct proxying **at = &all;
  while (*at != proxying) at = &(*at)->other;
  *at = proxying->other;
  request->answer_state = NULL;
  if (proxying->stage == WAITING) leave_queue(proxying);
  if (upstream != NULL) {
    if (proxying->stage == ANSWERED && !proxying->is_head_used) {
      upstream_use(upstream, proxying->head_length);
    }
    bool is_whole = proxying->stage == ANSWERED && proxying->is_complete && proxying->body_ended;
    upstream_return(upstream, is_whole && proxying->response.keep_alive);
  }
  free(proxying);
  wake_waiting();
}

static const struct http_answer answer = {room, take, end, begin, give, release};

/* --- When there is no memory for a request --------------------------------------------------- */

static size_t no_room(struct http_request *request) {
  (void)request;
  return 0;
}
static void no_end(struct http_request *request) { (void)request; }
static enum http_begin refuse(struct http_request *request) {
  http_respond_status(request, 503);
  return HTTP_WHOLE;
}
static const struct http_answer refusal = {no_room, NULL, no_end, refuse, NULL, no_end};

int reverse_proxy_http_stream(struct http_request *request) {
  if (http_is(request->method, "TRACE") || http_is(request->method, "CONNECT")) return 0;
  struct proxying *proxying = calloc(1, sizeof *proxying);
  request->answer = proxying == NULL ? &refusal : &answer;
  request->answer_state = proxying;
  if (proxying == NULL) return 1;
  proxying->request = request;
  proxying->since = network_now();
  proxying->other = all;
  all = proxying;
  join_queue(proxying);
  if (!proxy_read_hops(request->fields, &proxying->hops)) fail(proxying, 400);
  return 1;
}
