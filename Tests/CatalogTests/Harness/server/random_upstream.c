/* An upstream that does anything at any time, on the same network. */
#include "chance.h"
#include "drive.h"
#include "hooks.h"
#include "lwip/tcp.h"
#include "random_upstream.h"

unsigned random_upstream_asked;

static const char *const texts[] = {
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n",
  "HTTP/1.1 200 OK\r\n\r\nto the end",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 204 No Content\r\n\r\n",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\nx",
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
  "HTTP/1.1 200",
  "nonsense\r\n\r\n",
};

static err_t end(struct tcp_pcb *pcb, bool is_abort) {
  tcp_recv(pcb, NULL);
  tcp_sent(pcb, NULL);
  tcp_poll(pcb, NULL, 0);
  if (!is_abort && tcp_close(pcb) == ERR_OK) return ERR_OK;
  tcp_abort(pcb);
  return ERR_ABRT;
}

static void say(struct tcp_pcb *pcb) {
  static const char filler[3000];
  const char *text = texts[chance(sizeof texts / sizeof texts[0])];
  if (chance(8) == 0) tcp_write(pcb, filler, (u16_t)chance(sizeof filler), 0);
  else tcp_write(pcb, text, (u16_t)strlen(text), 0);
  if (strstr(text, "40000") != NULL) {
    for (int i = 0; i < 14; i++) tcp_write(pcb, filler, sizeof filler, 0);
  }
  tcp_output(pcb);
}

static err_t act(struct tcp_pcb *pcb, unsigned patience) {
  unsigned what = chance(patience);
  if (what < 2) return end(pcb, what == 0);
  if (what < 20) say(pcb);
  return ERR_OK;
}

static err_t on_receive(void *argument, struct tcp_pcb *pcb, struct pbuf *packet, err_t error) {
  (void)argument;
  (void)error;
  if (packet == NULL) return end(pcb, false);
  if (chance(4) > 0) tcp_recved(pcb, packet->tot_len); /* else it reads no more for a while */
  pbuf_free(packet);
  random_upstream_asked++;
  return act(pcb, 24);
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t length) {
  (void)argument;
  (void)length;
  if (chance(20) == 0) say(pcb); /* lwIP loses a buffer when a connection is aborted here */
  return ERR_OK;
}

static err_t on_poll(void *argument, struct tcp_pcb *pcb) {
  (void)argument;
  return act(pcb, 100);
}

static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t error) {
  (void)argument;
  if (error != ERR_OK || pcb == NULL) return ERR_VAL;
  tcp_recv(pcb, on_receive);
  tcp_sent(pcb, on_sent);
  tcp_poll(pcb, on_poll, 1);
  return ERR_OK;
}

void random_upstream_start(void) {
  struct tcp_pcb *pcb = tcp_new();
  DEMAND(pcb != NULL && tcp_bind(pcb, IP_ANY_TYPE, 8000) == ERR_OK);
  pcb = tcp_listen(pcb);
  DEMAND(pcb != NULL);
  tcp_accept(pcb, on_accept);
}

int reverse_proxy_http_stream(struct http_request *request);
int merlon_hook_http_stream(struct http_request *request) {
  return reverse_proxy_http_stream(request);
}
