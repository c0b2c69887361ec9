/* The sealed access rules, one for each pair of resource and credential, sorted by resource. */
#ifndef MERLON_ACCESS_CONTROL_H
#define MERLON_ACCESS_CONTROL_H

#include <http-server.h>

struct access_rule {
  struct http_text resource;
  struct http_text principal; /* empty when the resource accepts nobody */
};

int access_control_rule_count(void);
struct access_rule access_control_rule(int index);
/* The option `anonymous`, as a boolean. */
bool access_control_allows_anonymous(void);

#endif
