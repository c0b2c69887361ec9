/* One text, made when the image is compiled; a response costs one copy. */
#include "http-server.h"
#include "options.h"

#define HAS_NO_LINE_END(value)                                                     \
  _Static_assert(__builtin_strchr(value, '\r') == NULL && __builtin_strchr(value, '\n') == NULL, \
                 "a header field is one line")

#if MERLON_OPTION_STRICT_TRANSPORT_SECURITY_LENGTH
#define HSTS "Strict-Transport-Security: " MERLON_OPTION_STRICT_TRANSPORT_SECURITY "\r\n"
HAS_NO_LINE_END(MERLON_OPTION_STRICT_TRANSPORT_SECURITY);
#else
#define HSTS ""
#endif
#if MERLON_OPTION_CONTENT_SECURITY_POLICY_LENGTH
#define CSP "Content-Security-Policy: " MERLON_OPTION_CONTENT_SECURITY_POLICY "\r\n"
HAS_NO_LINE_END(MERLON_OPTION_CONTENT_SECURITY_POLICY);
#else
#define CSP ""
#endif
#if MERLON_OPTION_X_CONTENT_TYPE_OPTIONS_LENGTH
#define SNIFFING "X-Content-Type-Options: " MERLON_OPTION_X_CONTENT_TYPE_OPTIONS "\r\n"
HAS_NO_LINE_END(MERLON_OPTION_X_CONTENT_TYPE_OPTIONS);
#else
#define SNIFFING ""
#endif
#if MERLON_OPTION_REFERRER_POLICY_LENGTH
#define REFERRER "Referrer-Policy: " MERLON_OPTION_REFERRER_POLICY "\r\n"
HAS_NO_LINE_END(MERLON_OPTION_REFERRER_POLICY);
#else
#define REFERRER ""
#endif
#if MERLON_OPTION_PERMISSIONS_POLICY_LENGTH
#define PERMISSIONS "Permissions-Policy: " MERLON_OPTION_PERMISSIONS_POLICY "\r\n"
HAS_NO_LINE_END(MERLON_OPTION_PERMISSIONS_POLICY);
#else
#define PERMISSIONS ""
#endif
#if MERLON_OPTION_X_FRAME_OPTIONS_LENGTH
#define FRAMES "X-Frame-Options: " MERLON_OPTION_X_FRAME_OPTIONS "\r\n"
HAS_NO_LINE_END(MERLON_OPTION_X_FRAME_OPTIONS);
#else
#define FRAMES ""
#endif

static const char lines[] = HSTS CSP SNIFFING REFERRER PERMISSIONS FRAMES;
/* What authentication and limits add has to fit beside them. */
_Static_assert(sizeof lines - 1 <= HTTP_FIELDS_MAX - 256, "security-headers: fields too long");

int security_headers_http_response(struct http_request *request);
int security_headers_http_response(struct http_request *request) {
  /* What concerns TLS is not said without it (RFC 6797 §7.2). */
  size_t start = request->session->transport != NULL ? 0 : sizeof HSTS - 1;
  http_response_lines(request, lines + start, sizeof lines - 1 - start);
  return 0;
}
