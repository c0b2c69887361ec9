/* The conversation of one connection: one request at a time; pipelined ones wait in the buffer
 * until the reply before them is out. */
#include "exchange.h"
#include "hooks.h"
#include "string.h"

#define ALLOWED "GET, HEAD, OPTIONS"
#define CONTINUE "HTTP/1.1 100 Continue\r\n\r\n"

void http_exchange_begin(struct http_exchange *exchange, uint32_t peer) {
  exchange->session.peer = peer;
  exchange->request.session = &exchange->session;
}

char *http_exchange_space(struct http_exchange *exchange, size_t *capacity) {
  *capacity = sizeof exchange->in - exchange->received;
  return exchange->in + exchange->received;
}

void http_exchange_received(struct http_exchange *exchange, size_t count) {
  exchange->received += count;
}

void http_exchange_refuse(struct http_exchange *exchange, int status) {
  exchange->refusal = status;
}

/* Removes `count` bytes at `start` of the buffer. */
static void drop(struct http_exchange *exchange, size_t start, size_t count) {
  if (count == 0) return;
  exchange->received -= count;
  memmove(exchange->in + start, exchange->in + start + count, exchange->received - start);
}

/* Forgets the request, so that nothing reads texts that are no longer, or not yet, there. */
static void forget_request(struct http_request *request) {
  request->is_head = false;
  request->method = request->target = request->fields = (struct http_text){NULL, 0};
  request->authorization = (struct http_text){NULL, 0};
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

/* Sends the response that is in the request. */
static bool reply_with_request(struct http_exchange *exchange, bool keep_alive, char *head,
                               struct http_reply *reply) {
  struct http_request *request = &exchange->request;
  (void)merlon_hook_http_response(request);
  if (++exchange->requests >= HTTP_REQUESTS_MAX) keep_alive = false;
  /* What did not fit into the fields makes this a response of its own. */
  reply->head_length = http_format_head(request, keep_alive, exchange->parsed.is_1_0, head);
  reply->body = request->body;
  reply->body_length = request->is_head ? 0 : request->body_length;
  reply->is_last = !keep_alive;
  if (keep_alive) {
    drop(exchange, 0, exchange->head_length);
    exchange->waiting = HTTP_WAITS_REQUEST;
  } else {
    exchange->waiting = HTTP_WAITS_CLOSE;
  }
  exchange->searched = 0;
  exchange->skipped_line = false;
  return true;
}

static bool reply_with_error(struct http_exchange *exchange, int status, char *head,
                             struct http_reply *reply) {
  http_respond_status(&exchange->request, status);
  return reply_with_request(exchange, false, head, reply);
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
  return reply_with_request(exchange, keep_alive, head, reply);
}

enum { MORE, READY, REPLY };

/* Waits for a head and reads it. READY: the request has no body, or all of it is to come. */
static int take_head(struct http_exchange *exchange, char *head, struct http_reply *reply) {
  struct http_parsed *parsed = &exchange->parsed;
  /* One empty line before a request is a client's old habit (RFC 9112 §2.2). */
  if (!exchange->skipped_line && exchange->received >= 2 &&
      memcmp(exchange->in, "\r\n", 2) == 0) {
    drop(exchange, 0, 2);
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
  (void)merlon_hook_http_resolve(&exchange->request);
  exchange->verdict = merlon_hook_http_request(&exchange->request);
  if (exchange->verdict == 0) exchange->verdict = judge_method(exchange->request.method);
  if (exchange->parsed.framing == HTTP_NO_BODY) return READY;
  http_body_begin(&exchange->body, &exchange->parsed);
  exchange->waiting = HTTP_WAITS_BODY;
  if (!exchange->parsed.expects_continue) return MORE;
  if (exchange->verdict >= 400) return READY;
  memcpy(head, CONTINUE, sizeof CONTINUE - 1);
  *reply = (struct http_reply){sizeof CONTINUE - 1, NULL, 0, false};
  return REPLY;
}

static int take_body(struct http_exchange *exchange, char *head, struct http_reply *reply) {
  int status;
  size_t start = exchange->head_length;
  size_t used = http_body_take(&exchange->body, exchange->in + start, exchange->received - start,
                               &status);
  drop(exchange, start, used);
  if (status == 0) return MORE;
  if (status != 1) return reply_with_error(exchange, status, head, reply) ? REPLY : MORE;
  exchange->waiting = HTTP_WAITS_HEAD;
  return READY;
}

bool http_exchange_next(struct http_exchange *exchange, char head[HTTP_HEAD_OUT_MAX],
                        struct http_reply *reply) {
  if (exchange->waiting == HTTP_WAITS_CLOSE) return false;
  if (exchange->refusal != 0) {
    if (exchange->waiting != HTTP_WAITS_BODY) forget_request(&exchange->request);
    return reply_with_error(exchange, exchange->refusal, head, reply);
  }
  int step = READY;
  if (exchange->waiting != HTTP_WAITS_BODY) {
    step = take_head(exchange, head, reply);
    if (step == READY) step = begin_request(exchange, head, reply);
    if (step == READY) return answer(exchange, head, reply);
  }
  if (step != REPLY && exchange->waiting == HTTP_WAITS_BODY) {
    step = take_body(exchange, head, reply);
    if (step == READY) return answer(exchange, head, reply);
  }
  return step == REPLY;
}
