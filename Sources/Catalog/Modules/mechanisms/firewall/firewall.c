/* Packets against the sealed rules, read once at boot. */
#include "options.h"
#include "packet.h"
#include "string.h"

struct rule {
  struct packet_network source;
  uint16_t first_port, last_port;
  uint8_t protocol;
};

struct text {
  const char *bytes;
  size_t length;
};
#define ENTRY(rule, length) {rule, length},
static const struct text allow_texts[] = {MERLON_OPTION_ALLOW(ENTRY){NULL, 0}};
static const struct text deny_texts[] = {MERLON_OPTION_DENY(ENTRY){NULL, 0}};
static struct rule allow[MERLON_OPTION_ALLOW_COUNT + 1], deny[MERLON_OPTION_DENY_COUNT + 1];

void firewall_start(void);
int firewall_net_input(const struct packet *packet);

/* Takes the next word; words are parted by one space. */
static struct text word(struct text *rest) {
  struct text word = {rest->bytes, 0};
  while (word.length < rest->length && rest->bytes[word.length] != ' ') word.length++;
  size_t used = word.length < rest->length ? word.length + 1 : word.length;
  *rest = (struct text){rest->bytes + used, rest->length - used};
  return word;
}

static bool is(struct text text, const char *name) {
  return text.length == strlen(name) && memcmp(text.bytes, name, text.length) == 0;
}

static bool read_port(struct text text, uint16_t *port) {
  uint32_t value = 0;
  if (text.length == 0 || text.length > 5 || text.bytes[0] == '0') return false;
  for (size_t i = 0; i < text.length; i++) {
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
    value = value * 10 + (uint32_t)(text.bytes[i] - '0');
  }
  *port = (uint16_t)value;
  return value <= 65535;
}

static bool read_ports(struct text text, struct rule *rule) {
  struct text first = {text.bytes, 0};
  while (first.length < text.length && text.bytes[first.length] != '-') first.length++;
  if (!read_port(first, &rule->first_port)) return false;
  rule->last_port = rule->first_port;
  if (first.length == text.length) return true;
  struct text last = {text.bytes + first.length + 1, text.length - first.length - 1};
  return read_port(last, &rule->last_port) && rule->last_port >= rule->first_port;
}

static bool read_rule(struct text text, struct rule *rule) {
  struct text protocol = word(&text), next = word(&text);
  *rule = (struct rule){.last_port = 65535};
  if (is(protocol, "tcp")) rule->protocol = PACKET_TCP;
  else if (is(protocol, "udp")) rule->protocol = PACKET_UDP;
  else if (is(protocol, "icmp")) rule->protocol = PACKET_ICMP;
  else return false;
  if (rule->protocol != PACKET_ICMP && next.length > 0 && !is(next, "from")) {
    if (!read_ports(next, rule)) return false;
    next = word(&text);
  }
  if (next.length == 0) return text.length == 0;
  return is(next, "from") && packet_network_parse(text.bytes, text.length, &rule->source);
}

static void read_rules(const struct text *texts, struct rule *rules, int count) {
  for (int i = 0; i < count; i++) {
    if (read_rule(texts[i], &rules[i])) continue;
    merlon_puts(texts[i].bytes);
    merlon_puts("\n");
    merlon_abort("firewall: this is no rule; write PROTOCOL [PORT[-PORT]] [from NETWORK]");
  }
}

void firewall_start(void) {
  read_rules(allow_texts, allow, MERLON_OPTION_ALLOW_COUNT);
  read_rules(deny_texts, deny, MERLON_OPTION_DENY_COUNT);
}

static bool covers(const struct rule *rules, int count, const struct packet *packet) {
  for (int i = 0; i < count; i++) {
    if (rules[i].protocol == packet->protocol && packet->destination_port >= rules[i].first_port &&
        packet->destination_port <= rules[i].last_port &&
        packet_network_holds(&rules[i].source, packet->source)) {
      return true;
    }
  }
  return false;
}

int firewall_net_input(const struct packet *packet) {
  return covers(deny, MERLON_OPTION_DENY_COUNT, packet) ||
         !covers(allow, MERLON_OPTION_ALLOW_COUNT, packet);
}
