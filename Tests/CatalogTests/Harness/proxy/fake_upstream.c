#include "fake_upstream.h"

#include "hooks.h"
#include "packet.h"
#include "upstream.h"

struct fake fake;
int reverse_proxy_http_stream(struct http_request *request);

static struct upstream *upstream;
static struct tcp_pcb *const some_pcb = (struct tcp_pcb *)&fake;
static bool was_asked;
static uint64_t now;

int merlon_hook_http_stream(struct http_request *request) {
  return reverse_proxy_http_stream(request);
}
void http_wake(struct http_request *request) { DEMAND(request != NULL); }

/* Whoever looks at the clock waits, so something happens. */
uint64_t network_now(void) {
  if (upstream == NULL || !was_asked || upstream->pcb == NULL || upstream->has_ended) return now;
  size_t left = fake.length - fake.said;
  if (left == 0) {
    if (fake.end == FAKE_STAYS) now += 1000000000u;
    if (fake.end == FAKE_ENDS) upstream->has_ended = true;
    if (fake.end == FAKE_BREAKS) upstream->pcb = NULL;
    return now;
  }
  size_t count = fake.size(left, fake.context), room = sizeof upstream->bytes - upstream->end;
  if (count > room) count = room;
  memcpy(upstream->bytes + upstream->end, fake.bytes + fake.said, count);
  upstream->end += count;
  fake.said += count;
  return now;
}

void upstream_start(void) {}

struct upstream *upstream_take(struct http_request *user, bool wants_new, bool *is_refused) {
  *is_refused = false;
  DEMAND(upstream == NULL || fake.is_pool);
  if (upstream != NULL) return NULL;
  upstream = calloc(1, sizeof *upstream);
  DEMAND(upstream != NULL);
  upstream->user = user;
  upstream->pcb = some_pcb;
  upstream->is_connected = true;
  upstream->is_reused = fake.is_reused && fake.connections == 0;
  DEMAND(!wants_new || fake.connections == 1);
  fake.connections++;
  was_asked = false;
  return upstream;
}

void upstream_return(struct upstream *returned, bool is_reusable) {
  DEMAND(returned == upstream && upstream->start <= upstream->end);
  bool is_kept = is_reusable && upstream->pcb != NULL && !upstream->has_ended &&
                 upstream->start == upstream->end && fake.said == fake.length;
  fake.fate = is_kept ? 'k' : 'd';
  free(upstream);
  upstream = NULL;
}

size_t upstream_room(const struct upstream *asked) { return asked->pcb == NULL ? 0 : 1000; }

bool upstream_send(struct upstream *asked, const char *bytes, size_t length) {
  DEMAND(asked->pcb != NULL);
  was_asked = true;
  /* Of long bodies the beginning is enough. */
  if (length > sizeof fake.asked - fake.asked_length) return true;
  memcpy(fake.asked + fake.asked_length, bytes, length);
  fake.asked_length += length;
  return true;
}

void upstream_flush(struct upstream *asked) { DEMAND(asked->pcb != NULL); }

void upstream_use(struct upstream *used, size_t count) {
  DEMAND(count <= used->end - used->start);
  used->start += count;
  if (used->start == used->end) used->start = used->end = 0;
}

void upstream_settle(struct upstream *used) {
  size_t length = used->end - used->start;
  memmove(used->bytes, used->bytes + used->start, length);
  used->start = 0;
  used->end = length;
}

/* Takes the server's own chunks apart: where they end depends on pieces. */
static size_t unchunk(const char *from, const char *end, char *to) {
  size_t length = 0;
  while (end - from >= 5) {
    size_t size = strtoul(from, NULL, 16), head = size == 0 ? 3 : 5;
    DEMAND(from[head - 1] == '\n');
    if (size == 0) {
      DEMAND(end - from >= 5 && memcmp(from, "0\r\n\r\n", 5) == 0);
      break;
    }
    DEMAND((size_t)(end - from) >= head + size + 2);
    memcpy(to + length, from + head, size);
    length += size;
    from += head + size + 2;
  }
  return length;
}

void fake_verdict(const struct conversation *conversation, char *text) {
  const char *output = conversation->output, *end = output + conversation->output_length;
  const char *words = conversation->verdict, *body = output;
  DEMAND(end - output > 12);
  while (end - body >= 4 && memcmp(body, "\r\n\r\n", 4) != 0) body++;
  bool is_chunked = false;
  for (const char *at = output; at < body; at++) {
    is_chunked |= strncmp(at, "\r\nTransfer-Encoding: chunked\r\n", 30) == 0;
  }
  body += 4;
  DEMAND(body <= end);
  text += sprintf(text, "%.3s ", output + 9);
  if (is_chunked) {
    text += unchunk(body, end, text);
  } else {
    memcpy(text, body, (size_t)(end - body));
    text += end - body;
  }
  const char *last = strrchr(words, ' ');
  sprintf(text, " %s%s %c%d", strstr(words, "broken") != NULL ? "broken " : "",
          last == NULL ? words : last + 1, fake.fate, fake.connections);
}
