/* The host's side of the exchange: hooks that judge, and checks that hold for any input whatever.
 * What answers is a file of its own. */
#include "drive.h"

static bool is_told; /* something was written to the console */

void merlon_puts(const char *text) { is_told = text[0] != 0; }
_Noreturn void merlon_abort(const char *reason) {
  fprintf(stderr, "image aborted: %s\n", reason);
  abort();
}

static bool path_is(const struct http_request *request, const char *path) {
  return request->path_length == strlen(path) && strcmp(request->path, path) == 0;
}

/* What mechanisms may rely on. */
static void check_request(const struct http_request *request) {
  DEMAND(request->path_length > 0 && request->path[0] == '/');
  DEMAND(request->path_length < HTTP_PATH_MAX && strlen(request->path) == request->path_length);
  DEMAND(strstr(request->path, "//") == NULL && strstr(request->path, "/../") == NULL);
  DEMAND(strstr(request->path, "/./") == NULL && strchr(request->path, '\\') == NULL);
  DEMAND(request->session != NULL && request->session->peer == CLIENT_ADDRESS);
  DEMAND(request->method.length > 0 && request->target.length > 0);
}

int merlon_hook_http_request(struct http_request *request) {
  struct http_text value;
  check_request(request);
  if (path_is(request, "/forbidden")) return 403;
  if (path_is(request, "/known")) request->principal = (struct http_text){"al%ice\r\n\xc3\xa9", 10};
  if (path_is(request, "/member")) {
    if (!http_request_field(request, "authorization", &value)) return 401;
    return http_is(value, "Basic YTpi") ? 0 : 403;
  }
  return 0;
}

int merlon_hook_http_response(struct http_request *request) {
  if (path_is(request, "/overflow")) {
    for (int i = 0; i < 30; i++) http_response_field(request, "X-Long", "0123456789012345678901234");
    http_response_field(request, "X", "1"); /* would fit, but one before it did not */
  }
  if (path_is(request, "/fields")) http_response_field(request, "X-Both", "mechanism");
  if (path_is(request, "/full")) {
    char line[HTTP_FIELDS_MAX];
    memset(line, 'a', sizeof line);
    memcpy(line, "X: ", 3);
    memcpy(line + sizeof line - 2, "\r\n", 2);
    http_response_lines(request, line, sizeof line);
  }
  return 0;
}

/* A reply is one status line and fields, each on a line of its own, then an empty line. */
static void check_head(const char *head, size_t length) {
  DEMAND(length <= HTTP_HEAD_OUT_MAX && memcmp(head, "HTTP/1.1 ", 9) == 0);
  DEMAND(memcmp(head + length - 4, "\r\n\r\n", 4) == 0);
  for (size_t i = 0; i + 4 < length; i++) DEMAND(memcmp(head + i, "\r\n\r\n", 4) != 0);
}

static void append(struct conversation *conversation, const void *bytes, size_t length) {
  DEMAND(conversation->output_length + length <= OUTPUT_MAX);
  if (length > 0) memcpy(conversation->output + conversation->output_length, bytes, length);
  conversation->output_length += length;
}

static void note(struct conversation *conversation, const char *text) {
  size_t length = strlen(conversation->verdict);
  DEMAND(length + strlen(text) + 2 <= sizeof conversation->verdict);
  snprintf(conversation->verdict + length, sizeof conversation->verdict - length, "%s%s",
           length == 0 ? "" : " ", text);
}

/* What is sent of an answer in pieces when its head is out. */
static void take_piece(const struct http_exchange *exchange, struct conversation *conversation,
                       const char *piece, const struct http_reply *reply) {
  append(conversation, piece, reply->head_length);
  DEMAND(reply->head_length <= HTTP_HEAD_OUT_MAX && reply->body_length == 0);
  DEMAND(reply->head_length > 0 || reply->is_last);
  DEMAND(!reply->is_broken || (reply->is_last && exchange->waiting == HTTP_WAITS_CLOSE));
  if (reply->is_broken) note(conversation, "broken");
}

static void take_replies(struct http_exchange *exchange, struct conversation *conversation) {
  char head[HTTP_HEAD_OUT_MAX], word[HTTP_PATH_MAX + 16];
  struct http_reply reply;
  bool is_piece = exchange->stage > HTTP_BEFORE_HEAD;
  for (; http_exchange_next(exchange, head, &reply); is_piece = exchange->stage > HTTP_BEFORE_HEAD) {
    DEMAND(reply.is_last == (exchange->waiting == HTTP_WAITS_CLOSE));
    if (is_piece) {
      take_piece(exchange, conversation, head, &reply);
      continue;
    }
    if (exchange->stage != HTTP_IN_FIELDS) check_head(head, reply.head_length);
    append(conversation, head, reply.head_length);
    append(conversation, reply.body, reply.body_length);
    int status = atoi(head + 9);
    DEMAND(status != 500 || is_told || reply.body_length == 0); /* or it is an upstream's */
    if (status == 200) snprintf(word, sizeof word, "200:%s", exchange->request.path);
    else snprintf(word, sizeof word, "%d", status);
    note(conversation, word);
  }
}

/* As the server does now and then, for an answer that takes its time. */
static void take_all(struct http_exchange *exchange, struct conversation *conversation) {
  take_replies(exchange, conversation);
  for (int i = 0; exchange->waiting == HTTP_WAITS_ANSWER; i++) {
    DEMAND(i < 100000);
    take_replies(exchange, conversation);
  }
}

/* As the server does between requests; nothing of the client's may be left. */
static void restart(struct http_exchange *exchange, struct http_session *session) {
  http_exchange_end(exchange);
  for (size_t i = 0; i < exchange->used; i++) DEMAND(exchange->in[i] == 0);
  memset(exchange, 0xa5, sizeof *exchange);
  http_exchange_begin(exchange, session, BODY_MAX);
}

void drive(const char *bytes, size_t length, piece_size size, void *context, int after,
           struct conversation *conversation) {
  static const char *const endings[] = {"keep", "wait-head", "wait-body", "wait-answer", "close"};
  struct http_session session = {.peer = CLIENT_ADDRESS};
  struct http_exchange *exchange = malloc(sizeof *exchange);
  DEMAND(exchange != NULL);
  memset(exchange, 0xa5, sizeof *exchange); /* it makes no difference what was there */
  conversation->verdict[0] = 0;
  conversation->output_length = 0;
  http_exchange_begin(exchange, &session, BODY_MAX);
  for (size_t at = 0; at < length && exchange->waiting != HTTP_WAITS_CLOSE;) {
    size_t capacity, piece = size(length - at, context);
    char *space = http_exchange_space(exchange, &capacity);
    DEMAND(capacity > 0); /* all replies were taken, so there is always room for more */
    if (piece > capacity) piece = capacity;
    memcpy(space, bytes + at, piece);
    http_exchange_received(exchange, piece);
    at += piece;
    take_all(exchange, conversation);
    if (http_exchange_rests(exchange)) restart(exchange, &session);
  }
  if (after != 0) {
    http_exchange_refuse(exchange, after);
    take_all(exchange, conversation);
  }
  note(conversation, endings[exchange->waiting]);
  http_exchange_end(exchange);
  free(exchange);
}
