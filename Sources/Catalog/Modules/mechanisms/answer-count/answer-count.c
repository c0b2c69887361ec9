/* A line a second at most, of two numbers that only grow: one that is lost is made up for by the
 * next. The agent knows it by its form (Sources/HostAgent/AnswerLines.swift). */
#include "http-server.h"
#include "packet.h"

#define SECOND 1000000000u

static uint64_t answers, server_errors;
static uint64_t told;    /* how many answers there were when the last line was written */
static uint64_t told_at; /* when that was */

int answer_count_http_response(struct http_request *request);
int answer_count_net_batch(void);

/* Called after all other mechanisms: what they add too much of becomes a 500. A method or version
 * that the server does not have (501, 505) is the client's choice, and a connection that is turned
 * away before it asks, because there are too many, is no answer to anybody. */
int answer_count_http_response(struct http_request *request) {
  int status = request->status;
  if (status == 503 && request->method.length == 0) return 0;
  bool is_error = status >= 500 && status != 501 && status != 505;
  answers++;
  if (is_error || request->response_fields_length > HTTP_FIELDS_MAX) server_errors++;
  return 0;
}

int answer_count_net_batch(void) {
  if (answers == told || (told > 0 && network_now() - told_at < SECOND)) return 0;
  merlon_puts("answer-count: answers=");
  merlon_put_unsigned(answers);
  merlon_puts(" 5xx=");
  merlon_put_unsigned(server_errors);
  merlon_puts("\n");
  told = answers;
  told_at = network_now();
  return 0;
}
