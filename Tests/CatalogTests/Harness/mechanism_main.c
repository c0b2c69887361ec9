/* Drives mechanisms on this machine. Each line of input is one event:
 *
 *   > METHOD TARGET[|FIELD: VALUE]...   a request on the connection; writes what became of it:
 *                                       STATUS PRINCIPAL[|FIELD: VALUE]...
 *   connect ADDRESS                     a new connection from there
 *   encrypt                             the connection is one of TLS
 *   wait MILLISECONDS                   time goes by
 *   wall SECONDS                        the wall clock is set
 *   frame PROTOCOL ADDRESS PORT         a packet from there to that port; writes pass or drop
 *   raw HEX                             a frame; the same
 *   batch                               the end of a batch of packets
 *   answers STATUS                      what gets through is answered with that from now on
 *   repeat N LINE                       LINE, N times; only the last answer is written
 *   device HEX                          first of all: what the host's block device holds
 *
 * `\xHH` in a line is a byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hooks_http_server.h"
#include "hooks_lwip.h"
#include "internal.h"
#include "packet.h"

void start_modules(void);

static uint64_t now = 1000000000u, wall = 1700000000u * (uint64_t)1000000000u;
static struct http_session session;
static bool is_quiet;
static int answer = 200;

uint64_t network_now(void) { return now; }
uint64_t network_wall(void) { return wall; }
uint64_t merlon_clock_monotonic(void) { return now; }
uint64_t merlon_clock_wall(void) { return wall; }
void merlon_console_write(const char *text, size_t length) { fwrite(text, 1, length, stdout); }
void merlon_puts(const char *text) { fputs(text, stdout); }
void merlon_put_unsigned(uint64_t value) { printf("%llu", (unsigned long long)value); }
_Noreturn void merlon_abort(const char *reason) {
  printf("merlon: %s\n", reason);
  exit(0);
}

/* The block device that every name finds, in blocks of 512 bytes. */
static uint8_t device[4096];
static size_t device_length;
bool merlon_block_find(const char *name, struct merlon_block *block) {
  (void)name;
  *block = (struct merlon_block){0, 512, (device_length + 511) / 512 * 512};
  return device_length > 0;
}
bool merlon_block_read(const struct merlon_block *block, uint64_t offset, void *buffer) {
  if (offset + block->block_size > block->capacity) return false;
  memcpy(buffer, device + offset, block->block_size);
  return true;
}
_Noreturn void merlon_exit(int status) {
  (void)status;
  exit(0);
}

static void attach(const char *text) {
  unsigned byte;
  for (; device_length < sizeof device && sscanf(text, "%2x", &byte) == 1; text += 2) {
    device[device_length++] = (uint8_t)byte;
    if (text[1] == 0 || text[2] == 0) break;
  }
}

static uint32_t address(const char *text) {
  struct packet_network network;
  if (!packet_network_parse(text, strlen(text), &network)) {
    fprintf(stderr, "no address: %s\n", text);
    exit(2);
  }
  return network.address;
}

static void write_answer(const struct http_request *request) {
  if (is_quiet) return;
  printf("%d %.*s", request->status, (int)request->principal.length,
         request->principal.length > 0 ? request->principal.bytes : "-");
  if (request->principal.length == 0) putchar('-');
  const char *fields = request->response_fields;
  for (size_t i = 0; i < request->response_fields_length; i++) {
    if (i == 0) putchar('|');
    if (fields[i] == '\r') continue;
    if (fields[i] == '\n' && i + 1 == request->response_fields_length) break;
    putchar(fields[i] == '\n' ? '|' : fields[i]);
  }
  putchar('\n');
}

static void ask(const char *text) {
  char *head = malloc(HTTP_HEAD_MAX + 64);
  size_t length = 0;
  const char *end = strchr(text, '|');
  length += (size_t)sprintf(head, "%.*s HTTP/1.1\r\nHost: test\r\n",
                            (int)(end == NULL ? strlen(text) : (size_t)(end - text)), text);
  for (; end != NULL && *end != 0; end++) {
    if (*end == '|' && end == strchr(text, '|')) continue;
    if (*end == '|') length += (size_t)sprintf(head + length, "\r\n");
    else head[length++] = *end;
  }
  length += (size_t)sprintf(head + length, strchr(text, '|') != NULL ? "\r\n\r\n" : "\r\n");
  /* A copy of exactly this length: reading beyond it is found. */
  char *exact = malloc(length);
  memcpy(exact, head, length);
  free(head);
  static struct http_request request;
  struct http_parsed parsed;
  memset(&request, 0, sizeof request);
  request.session = &session;
  size_t searched = 0;
  long found = http_find_head(exact, length, &searched);
  if (found > 0) http_parse(exact, (size_t)found, &parsed, &request);
  int refused = found > 0 ? parsed.error : 400;
  if (refused != 0) {
    memset(&request, 0, sizeof request); /* as the server does */
    request.session = &session;
  } else {
    (void)merlon_hook_http_resolve(&request);
    refused = merlon_hook_http_request(&request);
  }
  http_respond_status(&request, refused != 0 ? refused : answer);
  (void)merlon_hook_http_response(&request);
  write_answer(&request);
  free(exact);
}

static void judge(const uint8_t *bytes, size_t length) {
  uint8_t *frame = malloc(length + 1);
  struct packet packet;
  memcpy(frame + 1, bytes, length);
  enum packet_verdict verdict = packet_parse(frame + 1, length, &packet);
  bool drops = verdict == PACKET_DROP ||
               (verdict == PACKET_JUDGE && merlon_hook_net_input(&packet) != 0);
  puts(drops ? "drop" : "pass");
  free(frame);
}

static void judge_text(const char *text) {
  char protocol[8], source[32];
  unsigned port = 0;
  uint8_t frame[54] = {[12] = 8, [14] = 0x45, [17] = 40};
  if (sscanf(text, "%7s %31s %u", protocol, source, &port) < 2) exit(2);
  uint32_t from = address(source);
  memcpy(frame + 26, &from, 4);
  frame[23] = strcmp(protocol, "tcp") == 0   ? PACKET_TCP
              : strcmp(protocol, "udp") == 0 ? PACKET_UDP
                                             : PACKET_ICMP;
  frame[36] = (uint8_t)(port >> 8);
  frame[37] = (uint8_t)port;
  judge(frame, sizeof frame);
}

static void judge_hex(const char *text) {
  uint8_t frame[128];
  size_t length = 0;
  unsigned byte;
  while (length < sizeof frame && sscanf(text, "%2x", &byte) == 1) {
    frame[length++] = (uint8_t)byte;
    text += strlen(text) > 2 ? 2 : strlen(text);
  }
  judge(frame, length);
}

static void unescape(char *text) {
  char *to = text;
  unsigned byte;
  while (*text != 0) {
    if (text[0] == '\\' && text[1] == 'x' && sscanf(text + 2, "%2x", &byte) == 1) {
      *to++ = (char)byte;
      text += 4;
    } else {
      *to++ = *text++;
    }
  }
  *to = 0;
}

static void handle(char *line) {
  unsigned long long count;
  int at;
  if (strncmp(line, "> ", 2) == 0) {
    unescape(line);
    ask(line + 2);
  } else if (sscanf(line, "repeat %llu %n", &count, &at) == 1) {
    for (; count > 0; count--) {
      is_quiet = count > 1;
      char *copy = strdup(line + at);
      handle(copy);
      free(copy);
    }
    is_quiet = false;
  } else if (strncmp(line, "connect ", 8) == 0) {
    http_session_forget(&session);
    session = (struct http_session){.peer = address(line + 8)};
  } else if (strcmp(line, "encrypt") == 0) {
    session.transport = &session;
  } else if (sscanf(line, "wait %llu", &count) == 1) {
    now += count * 1000000u;
    wall += count * 1000000u;
  } else if (sscanf(line, "answers %llu", &count) == 1) {
    answer = (int)count;
  } else if (sscanf(line, "wall %llu", &count) == 1) {
    wall = count * 1000000000u;
  } else if (strncmp(line, "frame ", 6) == 0) {
    judge_text(line + 6);
  } else if (strncmp(line, "raw", 3) == 0) {
    judge_hex(line + 3 + (line[3] == ' '));
  } else if (strcmp(line, "batch") == 0) {
    (void)merlon_hook_net_batch();
  } else {
    fprintf(stderr, "no event: %s\n", line);
    exit(2);
  }
}

int main(void) {
  static char line[8192];
  bool is_started = false;
  session.peer = address("192.0.2.1");
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = 0;
    bool is_device = strncmp(line, "device ", 7) == 0;
    if (is_device) attach(line + 7);
    if (!is_started && !is_device) start_modules();
    is_started = is_started || !is_device;
    if (!is_device) handle(line);
  }
  if (!is_started) start_modules();
  http_session_forget(&session);
  return 0;
}
