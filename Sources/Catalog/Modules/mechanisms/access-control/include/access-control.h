/* The sealed access rules. A resource is `[METHOD[,METHOD] ]PATTERN`; in the pattern `*` stands for
 * one segment of the path and `**` for any number of them. It covers what it names and all below.
 * A rule on GET covers HEAD, too. */
#ifndef MERLON_ACCESS_CONTROL_H
#define MERLON_ACCESS_CONTROL_H

#include <http-server.h>

int access_control_resource_count(void);
/* Tells whether a resource covers the request. */
bool access_control_covers(int resource, const struct http_request *request);
/* Tells whether a resource is for this principal. */
bool access_control_accepts(int resource, struct http_text principal);
/* The option `anonymous`, as a boolean. */
bool access_control_allows_anonymous(void);

#endif
