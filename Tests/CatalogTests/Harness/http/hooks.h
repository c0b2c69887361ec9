/* Stands where the toolchain's generated header does: drive.c fills the hooks. */
#ifndef MERLON_HOOKS_H
#define MERLON_HOOKS_H
#include "http-server.h"
int merlon_hook_http_resolve(struct http_request *request);
int merlon_hook_http_request(struct http_request *request);
int merlon_hook_http_handle(struct http_request *request);
int merlon_hook_http_response(struct http_request *request);
#endif
