/* Compares a packet's source with the sealed networks, read once at boot. */
#include "options.h"
#include "packet.h"

struct text {
  const char *bytes;
  size_t length;
};
#define ENTRY(network, length) {network, length},
static const struct text texts[] = {MERLON_OPTION_NETWORKS(ENTRY){NULL, 0}};
static struct packet_network networks[MERLON_OPTION_NETWORKS_COUNT + 1];

void ip_allowlist_start(void);
int ip_allowlist_net_input(const struct packet *packet);

void ip_allowlist_start(void) {
  for (int i = 0; i < MERLON_OPTION_NETWORKS_COUNT; i++) {
    if (packet_network_parse(texts[i].bytes, texts[i].length, &networks[i])) continue;
    merlon_puts(texts[i].bytes);
    merlon_puts("\n");
    merlon_abort("ip-allowlist: this is no network; write 192.0.2.0/24, no bit set after the prefix");
  }
}

int ip_allowlist_net_input(const struct packet *packet) {
  for (int i = 0; i < MERLON_OPTION_NETWORKS_COUNT; i++) {
    if (packet_network_holds(&networks[i], packet->source)) return 0;
  }
  return 1;
}
