/* Answers every path but one with ten bytes. */
#include "drive.h"
#include "hooks.h"

int merlon_hook_http_resolve(struct http_request *request) {
  (void)request;
  return 0;
}

int merlon_hook_http_handle(struct http_request *request) {
  static const unsigned char text[] = "0123456789";
  DEMAND(request->is_head || http_is(request->method, "GET"));
  if (strcmp(request->path, "/none") == 0) return 0;
  request->status = 200;
  request->content_type = "text/plain";
  request->body = text;
  request->body_length = 10;
  return 1;
}
