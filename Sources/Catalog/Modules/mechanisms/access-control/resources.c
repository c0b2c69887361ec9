/* Makes the sealed options a constant table. */
#include "access-control.h"
#include "options.h"
#include "string.h"

#define ENTRY(resource, resource_length, principal, principal_length) \
  {{resource, resource_length}, {principal, principal_length}},
static const struct access_rule rules[] = {MERLON_OPTION_RESOURCES(ENTRY){{NULL, 0}, {NULL, 0}}};

int access_control_rule_count(void) { return MERLON_OPTION_RESOURCES_COUNT; }
struct access_rule access_control_rule(int index) { return rules[index]; }
bool access_control_allows_anonymous(void) {
  return strcmp(MERLON_OPTION_ANONYMOUS, "allow") == 0;
}
