/* A client that takes its time over a long head, while another one waits for the only connection:
 * what it has not got of the head goes with the connection, so its response breaks off. */
#include "fake_upstream.h"

static size_t whole(size_t left, void *context) {
  (void)context;
  return left;
}

static struct http_exchange *ask(struct http_session *session) {
  static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  struct http_exchange *exchange = calloc(1, sizeof *exchange);
  size_t capacity;
  DEMAND(exchange != NULL);
  http_exchange_begin(exchange, session, BODY_MAX);
  memcpy(http_exchange_space(exchange, &capacity), request, sizeof request - 1);
  http_exchange_received(exchange, sizeof request - 1);
  return exchange;
}

int main(void) {
  static char answer[HTTP_HEAD_OUT_MAX * 2], head[HTTP_HEAD_OUT_MAX];
  struct http_session sessions[2] = {{.peer = CLIENT_ADDRESS}, {.peer = CLIENT_ADDRESS}};
  struct http_reply reply;
  size_t length = (size_t)sprintf(answer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
  while (length + 100 < sizeof answer) {
    length += (size_t)sprintf(answer + length, "X-Long: %060d\r\n", 1);
  }
  length += (size_t)sprintf(answer + length, "\r\n");
  fake = (struct fake){
    .bytes = answer, .length = length, .end = FAKE_STAYS, .is_pool = true, .size = whole};
  http_date_set(784111777);
  struct http_exchange *slow = ask(&sessions[0]), *other = ask(&sessions[1]);
  for (int i = 0; !http_exchange_next(slow, head, &reply); i++) DEMAND(i < 10);
  DEMAND(slow->stage == HTTP_IN_FIELDS && slow->fields_sent < slow->request.answer_fields_length);
  for (int i = 0; fake.connections < 2; i++) {
    DEMAND(i < 10 && !http_exchange_next(other, head, &reply));
  }
  DEMAND(http_exchange_next(slow, head, &reply));
  DEMAND(reply.is_broken && reply.is_last && reply.head_length == 0);
  DEMAND(slow->waiting == HTTP_WAITS_CLOSE);
  http_exchange_end(slow);
  http_exchange_end(other);
  free(slow);
  free(other);
  return 0;
}
