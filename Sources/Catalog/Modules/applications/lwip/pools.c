/* lwIP's pools of memory, in place of its memp.c: that one links all elements of all pools at the
 * start and so touches every page of them, a megabyte, before there is a connection. Here an element
 * is cut off when none that was given back is left; what nobody has needed yet is not resident. */
#include "lwip/opt.h"

#include "lwip/memp.h"
#include "lwip/pbuf.h"
#include "lwip/priv/memp_priv.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/etharp.h"
#include "lwip/timeouts.h"
#include "netif/ppp/ppp_opts.h" /* how many timers */

#define LWIP_MEMPOOL(name, num, size, desc) LWIP_MEMPOOL_DECLARE(name, num, size, desc)
#include "lwip/priv/memp_std.h"

const struct memp_desc *const memp_pools[MEMP_MAX] = {
#define LWIP_MEMPOOL(name, num, size, desc) &memp_##name,
#include "lwip/priv/memp_std.h"
};

static u16_t cut[MEMP_MAX]; /* how many elements of each pool were ever given out */

/* Nothing is to be done: .bss is zero. */
void memp_init(void) {}

void *memp_malloc(memp_t type) {
  const struct memp_desc *pool = memp_pools[type];
  struct memp *element = *pool->tab;
  if (element != NULL) {
    *pool->tab = element->next;
    return element;
  }
  if (cut[type] == pool->num) return NULL;
  return (u8_t *)LWIP_MEM_ALIGN(pool->base) + (size_t)pool->size * cut[type]++;
}

void memp_free(memp_t type, void *memory) {
  struct memp *element = memory;
  if (element == NULL) return;
  element->next = *memp_pools[type]->tab;
  *memp_pools[type]->tab = element;
}
