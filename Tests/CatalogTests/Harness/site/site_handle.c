/* Answers with the files that the test has sealed in. */
#include "drive.h"
#include "hooks.h"

void static_site_start(void);
int static_site_http_resolve(struct http_request *request);
int static_site_http_handle(struct http_request *request);

int merlon_hook_http_resolve(struct http_request *request) {
  static bool is_started;
  if (!is_started) static_site_start();
  is_started = true;
  return static_site_http_resolve(request);
}

int merlon_hook_http_handle(struct http_request *request) {
  return static_site_http_handle(request);
}
