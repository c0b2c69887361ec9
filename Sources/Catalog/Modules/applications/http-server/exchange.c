/* The conversation of one connection: one request at a time; pipelined ones wait in the buffer
 * until the reply before them is out. */
#include "exchange.h"
#include "hooks.h"
#include "string.h"

#if MERLON_HOOK_HTTP_STREAM_FILLED
#define ALLOWED "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"
#else
#define ALLOWED "GET, HEAD, OPTIONS"
#endif

/* What no image without such an answer has to look at. */
#define IS_PIECEWISE(exchange) \
  (MERLON_HOOK_HTTP_STREAM_FILLED && (exchange)->stage != HTTP_NOT_STREAMED)
#define HAS_ANSWER(request) (MERLON_HOOK_HTTP_STREAM_FILLED && (request)->answer != NULL)

char *http_exchange_space(struct http_exchange *exchange, size_t *capacity) {
  *capacity = sizeof exchange->in - exchange->received;
  return exchange->in + exchange->received;
}

void http_exchange_received(struct http_exchange *exchange, size_t count) {
  exchange->received += count;
  if (exchange->received > exchange->used) exchange->used = exchange->received;
}

void http_exchange_refuse(struct http_exchange *exchange, int status) {
  exchange->refusal = status;
}

void http_exchange_drop(struct http_exchange *exchange, size_t start, size_t count) {
  if (count == 0) return;
  exchange->received -= count;
  memmove(exchange->in + start, exchange->in + start + count, exchange->received - start);
}

/* Forgets the request, so that nothing reads texts that are no longer, or not yet, there. */
static void forget_request(struct http_request *request) {
  request->is_head = false;
  request->method = request->target = request->fields = (struct http_text){NULL, 0};
  request->authorization = request->host = (struct http_text){NULL, 0};
  request->field_kinds = 0;
  request->content_length = 0;
  request->path[0] = 0;
  request->path_length = 0;
  request->resource = (struct http_text){NULL, 0};
  request->principal = (struct http_text){NULL, 0};
  request->status = 0;
  request->content_type = NULL;
  request->body = NULL;
  request->body_length = 0;
  request->response_fields_length = 0;
}

void http_exchange_begin(struct http_exchange *exchange, struct http_session *session,
                         size_t body_limit) {
  memset(exchange, 0, offsetof(struct http_exchange, request));
  exchange->body_limit = body_limit;
  struct http_request *request = &exchange->request;
  forget_request(request);
  request->session = session;
  __builtin_prefetch(session->verified); /* what it remembers is wanted when the head is read */
  request->answer = NULL;
  request->answer_state = NULL;
  request->answer_fields = NULL;
  request->answer_fields_length = 0;
}

bool http_exchange_rests(const struct http_exchange *exchange) {
  return exchange->waiting == HTTP_WAITS_REQUEST && exchange->received == 0 &&
         exchange->refusal == 0 && !exchange->skipped_line;
}

void http_exchange_end(struct http_exchange *exchange) {
  if (IS_PIECEWISE(exchange)) http_piecewise_end(exchange);
  forget_request(&exchange->request);
  memset(exchange->in, 0, exchange->used); /* may hold credentials */
  __asm__ volatile("" : : "r"(exchange) : "memory");
}

void http_exchange_finish(struct http_exchange *exchange, bool keep_alive) {
  if (keep_alive) {
    http_exchange_drop(exchange, 0, exchange->head_length);
    exchange->waiting = HTTP_WAITS_REQUEST;
  } else {
    exchange->waiting = HTTP_WAITS_CLOSE;
  }
  exchange->searched = 0;
  exchange->skipped_line = false;
}

/* A body that is no longer goes out with its head: one more buffer would cost more than it holds. */
#define JOINED_BODY_MAX 128u

void http_reply_join(char head[HTTP_HEAD_OUT_MAX], struct http_reply *reply) {
  size_t length = reply->body_length;
  if (length == 0 || length > JOINED_BODY_MAX) return;
  if (length > HTTP_HEAD_OUT_MAX - reply->head_length) return;
  memcpy(head + reply->head_length, reply->body, length);
  reply->head_length += length;
  reply->body_length = 0;
}

void http_exchange_reply(struct http_exchange *exchange, bool keep_alive, char *head,
                         struct http_reply *reply) {
  struct http_request *request = &exchange->request;
  (void)merlon_hook_http_response(request);
  if (++request->session->requests >= HTTP_REQUESTS_MAX) keep_alive = false;
  if (HAS_ANSWER(request)) {
    if (http_fields_overflow(request)) http_piecewise_end(exchange);
    else http_drop_overruled(request);
  }
  /* What did not fit into the fields makes this a response of its own. */
  size_t length = http_format_head(request, keep_alive, exchange->parsed.is_1_0, head);
  *reply = (struct http_reply){.head_length = length};
  exchange->keep_alive = keep_alive;
  if (HAS_ANSWER(request)) return;
  reply->body = request->body;
  reply->body_length = request->is_head ? 0 : request->body_length;
  reply->is_last = !keep_alive;
  http_exchange_finish(exchange, keep_alive);
}

static bool reply_with_error(struct http_exchange *exchange, int status, char *head,
                             struct http_reply *reply) {
  http_respond_status(&exchange->request, status);
  http_exchange_reply(exchange, false, head, reply);
  return true;
}

/* What the method alone decides: 0 for GET and HEAD. */
static int judge_method(struct http_text method) {
  static const char *const known[] = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"};
  if (http_is(method, "GET") || http_is(method, "HEAD")) return 0;
  if (http_is(method, "OPTIONS")) return 204;
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (http_is(method, known[i])) return 405;
  }
  return 501;
}

static bool answer(struct http_exchange *exchange, char *head, struct http_reply *reply) {
  struct http_request *request = &exchange->request;
  bool keep_alive = exchange->parsed.keep_alive;
  if (exchange->verdict != 0) {
    http_respond_status(request, exchange->verdict);
    if (exchange->verdict == 204 || exchange->verdict == 405) {
      http_response_field(request, "Allow", ALLOWED);
    }
    /* The client was not told to go on, and may or may not send the body all the same. */
    if (exchange->waiting == HTTP_WAITS_BODY) keep_alive = false;
  } else if (!merlon_hook_http_handle(request)) {
    http_respond_status(request, 404);
  }
  http_exchange_reply(exchange, keep_alive, head, reply);
  return true;
}

enum { MORE, READY, REPLY };

/* Waits for a head and reads it. READY: the request has no body, or all of it is to come. */
static int take_head(struct http_exchange *exchange, char *head, struct http_reply *reply) {
  struct http_parsed *parsed = &exchange->parsed;
  /* One empty line before a request is a client's old habit (RFC 9112 §2.2). */
  if (!exchange->skipped_line && exchange->received >= 2 &&
      memcmp(exchange->in, "\r\n", 2) == 0) {
    http_exchange_drop(exchange, 0, 2);
    exchange->searched = 0;
    exchange->skipped_line = true;
  }
  exchange->waiting = exchange->received == 0 ? HTTP_WAITS_REQUEST : HTTP_WAITS_HEAD;
  size_t window = exchange->received < HTTP_HEAD_MAX ? exchange->received : HTTP_HEAD_MAX;
  long found = http_find_head(exchange->in, window, &exchange->searched);
  if (found == 0 && window < HTTP_HEAD_MAX) return MORE;
  forget_request(&exchange->request);
  if (found > 0) {
    exchange->head_length = (size_t)found;
    http_parse(exchange->in, exchange->head_length, parsed, &exchange->request);
    if (parsed->error == 0 && parsed->body_length > exchange->body_limit) parsed->error = 413;
  } else {
    bool has_line = false;
    for (size_t i = 0; i < window; i++) has_line |= exchange->in[i] == '\n';
    parsed->is_1_0 = false;
    parsed->error = found < 0 ? 400 : has_line ? 431 : 414;
  }
  if (parsed->error == 0) return READY;
  /* Only whether to send a body is still known of it: its other texts were not checked. */
  bool is_head = found > 0 && exchange->request.is_head;
  forget_request(&exchange->request);
  exchange->request.is_head = is_head;
  return reply_with_error(exchange, parsed->error, head, reply) ? REPLY : MORE;
}

/* Judges a request whose head was read, and begins its body if it has one. */
static int begin_request(struct http_exchange *exchange, char *head, struct http_reply *reply) {
  struct http_request *request = &exchange->request;
  const struct http_parsed *parsed = &exchange->parsed;
  (void)merlon_hook_http_resolve(request);
  exchange->verdict = merlon_hook_http_request(request);
  if (parsed->framing != HTTP_NO_BODY) {
    http_body_begin(&exchange->body, parsed->framing, parsed->body_length, exchange->body_limit);
  }
  if (exchange->verdict == 0 && merlon_hook_http_stream(request)) {
    http_piecewise_begin(exchange);
    return MORE;
  }
  if (exchange->verdict == 0) exchange->verdict = judge_method(request->method);
  if (parsed->framing == HTTP_NO_BODY) return READY;
  exchange->waiting = HTTP_WAITS_BODY;
  if (!parsed->expects_continue) return MORE;
  if (exchange->verdict >= 400) return READY;
  memcpy(head, HTTP_CONTINUE, sizeof HTTP_CONTINUE - 1);
  *reply = (struct http_reply){.head_length = sizeof HTTP_CONTINUE - 1};
  return REPLY;
}

static int take_body(struct http_exchange *exchange, char *head, struct http_reply *reply) {
  struct http_text data; /* of no interest here */
  int status = 0;
  size_t start = exchange->head_length, at = start;
  while (at < exchange->received && status == 0) {
    at += http_body_take(&exchange->body, exchange->in + at, exchange->received - at, &data,
                         &status);
  }
  http_exchange_drop(exchange, start, at - start);
  if (status == 0) return MORE;
  if (status != 1) return reply_with_error(exchange, status, head, reply) ? REPLY : MORE;
  exchange->waiting = HTTP_WAITS_HEAD;
  return READY;
}

bool http_exchange_next(struct http_exchange *exchange, char head[HTTP_HEAD_OUT_MAX],
                        struct http_reply *reply) {
  if (exchange->waiting == HTTP_WAITS_CLOSE) return false;
  if (IS_PIECEWISE(exchange)) return http_piecewise_next(exchange, head, reply);
  if (exchange->refusal != 0) {
    if (exchange->waiting != HTTP_WAITS_BODY) forget_request(&exchange->request);
    return reply_with_error(exchange, exchange->refusal, head, reply);
  }
  int step = READY;
  if (exchange->waiting != HTTP_WAITS_BODY) {
    step = take_head(exchange, head, reply);
    if (step == READY) step = begin_request(exchange, head, reply);
    if (step == READY) return answer(exchange, head, reply);
    if (IS_PIECEWISE(exchange)) return http_piecewise_next(exchange, head, reply);
  }
  if (step != REPLY && exchange->waiting == HTTP_WAITS_BODY) {
    step = take_body(exchange, head, reply);
    if (step == READY) return answer(exchange, head, reply);
  }
  return step == REPLY;
}
