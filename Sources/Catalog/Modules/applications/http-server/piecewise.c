/* An answer in pieces: hands the request's body to whoever answers, as fast as that is taken, and
 * sends the client what is given, as fast as the client takes it. Nothing is kept between the two. */
#include "exchange.h"
#include "string.h"

#define SIZE_LINE 5u /* three digits and CRLF: more than HTTP_HEAD_OUT_MAX is no piece */
_Static_assert(HTTP_HEAD_OUT_MAX <= 0xfff, "the size of a chunk has three digits");

void http_piecewise_begin(struct http_exchange *exchange) {
  struct http_request *request = &exchange->request;
  exchange->stage = HTTP_BEFORE_HEAD;
  exchange->body_ended = exchange->parsed.framing == HTTP_NO_BODY;
  exchange->owes_continue = exchange->parsed.expects_continue;
  if (exchange->body_ended) request->answer->end(request);
}

void http_piecewise_end(struct http_exchange *exchange) {
  struct http_request *request = &exchange->request;
  const struct http_answer *answer = request->answer;
  exchange->stage = HTTP_NOT_STREAMED;
  if (answer == NULL) return;
  request->answer = NULL;
  request->answer_fields = NULL;
  request->answer_fields_length = 0;
  answer->release(request);
}

/* Hands on what is there of the body; returns the status to refuse with, or 0. */
static int feed(struct http_exchange *exchange) {
  struct http_request *request = &exchange->request;
  size_t start = exchange->head_length, at = start, room;
  int status = 0;
  while (!exchange->body_ended && status == 0 && at < exchange->received &&
         (room = request->answer->room(request)) > 0) {
    struct http_text data;
    size_t here = exchange->received - at;
    at += http_body_take(&exchange->body, exchange->in + at, here < room ? here : room, &data,
                         &status);
    if (data.length > 0) request->answer->take(request, data.bytes, data.length);
    if (status != 1) continue;
    status = 0;
    exchange->body_ended = true;
    request->answer->end(request);
  }
  http_exchange_drop(exchange, start, at - start);
  return status;
}

/* After the last piece. */
static void finish(struct http_exchange *exchange, struct http_reply *reply) {
  http_piecewise_end(exchange);
  http_exchange_finish(exchange, exchange->keep_alive);
  reply->is_last = !exchange->keep_alive;
}

/* Ends it early: with a status when the client has seen nothing yet. */
static void fail(struct http_exchange *exchange, int status, char *head,
                 struct http_reply *reply) {
  bool has_begun = exchange->stage != HTTP_BEFORE_HEAD;
  exchange->keep_alive = false;
  if (has_begun) {
    *reply = (struct http_reply){.is_broken = true};
    finish(exchange, reply);
  } else {
    http_piecewise_end(exchange);
    http_respond_status(&exchange->request, status);
    http_exchange_reply(exchange, false, head, reply);
  }
}

/* Adds as much of the answer's own fields as there is room for, and ends the head after them. */
static void add_fields(struct http_exchange *exchange, char *head, struct http_reply *reply) {
  struct http_request *request = &exchange->request;
  size_t left = request->answer_fields_length - exchange->fields_sent;
  size_t room = HTTP_HEAD_OUT_MAX - reply->head_length;
  size_t count = left < room ? left : room;
  if (count > 0) {
    memcpy(head + reply->head_length, request->answer_fields + exchange->fields_sent, count);
  }
  exchange->fields_sent += count;
  reply->head_length += count;
  if (count < left || room - count < 2) return;
  memcpy(head + reply->head_length, "\r\n", 2);
  reply->head_length += 2;
  exchange->stage = HTTP_IN_BODY;
  if (exchange->body_left == 0) finish(exchange, reply);
}

static bool begin_response(struct http_exchange *exchange, char *head, struct http_reply *reply) {
  struct http_request *request = &exchange->request;
  enum http_begin begun = request->answer->begin(request);
  bool keep_alive = exchange->parsed.keep_alive && exchange->body_ended;
  if (begun == HTTP_LATER) return false;
  if (begun == HTTP_WHOLE) {
    http_piecewise_end(exchange);
    http_exchange_reply(exchange, keep_alive, head, reply);
    return true;
  }
  bool has_body = !request->is_head && request->status != 204 && request->status != 304;
  bool has_end = request->body_length != HTTP_LENGTH_UNKNOWN || !has_body;
  exchange->is_chunked = !has_end && !exchange->parsed.is_1_0;
  exchange->body_left = has_body ? request->body_length : 0;
  exchange->fields_sent = 0;
  http_exchange_reply(exchange, keep_alive && (has_end || exchange->is_chunked), head, reply);
  if (request->answer == NULL) return true; /* mechanisms had too much to say */
  exchange->stage = HTTP_IN_FIELDS;
  add_fields(exchange, head, reply);
  return true;
}

static void frame_chunk(char *piece, size_t length) {
  static const char digits[] = "0123456789abcdef";
  piece[0] = digits[length >> 8];
  piece[1] = digits[length >> 4 & 15];
  piece[2] = digits[length & 15];
  memcpy(piece + 3, "\r\n", 2);
  memcpy(piece + SIZE_LINE + length, "\r\n", 2);
}

static bool next_piece(struct http_exchange *exchange, char *piece, struct http_reply *reply) {
  static const char last_chunk[] = "0\r\n\r\n";
  struct http_request *request = &exchange->request;
  size_t start = exchange->is_chunked ? SIZE_LINE : 0;
  size_t capacity = HTTP_HEAD_OUT_MAX - (exchange->is_chunked ? SIZE_LINE + 2 : 0);
  if (capacity > exchange->body_left) capacity = exchange->body_left;
  long count = request->answer->give(request, piece + start, capacity);
  if (count == 0) return false;
  *reply = (struct http_reply){0};
  if (count > 0) {
    reply->head_length = (size_t)count;
    if (exchange->is_chunked) {
      frame_chunk(piece, (size_t)count);
      reply->head_length += SIZE_LINE + 2;
    }
    if (exchange->body_left != HTTP_LENGTH_UNKNOWN) exchange->body_left -= (size_t)count;
    if (exchange->body_left == 0) finish(exchange, reply);
  } else if (count == HTTP_GIVE_END && exchange->body_left == HTTP_LENGTH_UNKNOWN) {
    if (exchange->is_chunked) {
      reply->head_length = sizeof last_chunk - 1;
      memcpy(piece, last_chunk, sizeof last_chunk - 1);
    }
    finish(exchange, reply);
  } else {
    fail(exchange, 502, piece, reply);
  }
  return true;
}

bool http_piecewise_next(struct http_exchange *exchange, char head[HTTP_HEAD_OUT_MAX],
                         struct http_reply *reply) {
  struct http_request *request = &exchange->request;
  if (exchange->owes_continue && exchange->stage == HTTP_BEFORE_HEAD &&
      request->answer->room(request) > 0) {
    exchange->owes_continue = false;
    memcpy(head, HTTP_CONTINUE, sizeof HTTP_CONTINUE - 1);
    *reply = (struct http_reply){.head_length = sizeof HTTP_CONTINUE - 1};
    return true;
  }
  int status = exchange->owes_continue ? 0 : feed(exchange);
  if (exchange->refusal != 0) status = exchange->refusal;
  if (status != 0) {
    fail(exchange, status, head, reply);
    return true;
  }
  bool is_clients_turn = !exchange->body_ended && !exchange->owes_continue &&
                         exchange->received == exchange->head_length &&
                         request->answer->room(request) > 0;
  exchange->waiting = is_clients_turn ? HTTP_WAITS_BODY : HTTP_WAITS_ANSWER;
  if (exchange->stage == HTTP_BEFORE_HEAD) return begin_response(exchange, head, reply);
  if (exchange->stage == HTTP_IN_BODY) return next_piece(exchange, head, reply);
  /* Who answers may have lost the fields between two pieces of the head. */
  if (exchange->fields_sent < request->answer_fields_length && request->answer_fields == NULL) {
    fail(exchange, 502, head, reply);
    return true;
  }
  *reply = (struct http_reply){0};
  add_fields(exchange, head, reply);
  return true;
}
