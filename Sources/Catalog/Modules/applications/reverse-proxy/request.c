/* Writes a request anew, from what was parsed and judged. */
#include "options.h"
#include "proxy.h"
#include "string.h"

struct writer {
  char *bytes;
  size_t length;
  bool is_full;
};

static void put(struct writer *writer, const char *bytes, size_t length) {
  if (length > PROXY_REQUEST_MAX - writer->length) writer->is_full = true;
  if (writer->is_full || length == 0) return;
  memcpy(writer->bytes + writer->length, bytes, length);
  writer->length += length;
}

#define PUT(writer, literal) put(writer, literal, sizeof(literal) - 1)
static void put_text(struct writer *writer, struct http_text text) {
  put(writer, text.bytes, text.length);
}

static void put_number(struct writer *writer, size_t value) {
  char digits[MERLON_DECIMAL_MAX], *at = merlon_decimal(value, digits);
  put(writer, at, (size_t)(digits + sizeof digits - at));
}

static void put_escaped(struct writer *writer, char c) {
  static const char hex[] = "0123456789ABCDEF";
  char escape[3] = {'%', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15]};
  put(writer, escape, sizeof escape);
}

static bool is_plain_in_path(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return true;
  for (const char *plain = "-._~!$&'()*+,;=:@/"; *plain != 0; plain++) {
    if (c == *plain) return true;
  }
  return false;
}

/* The path is the one that mechanisms have seen, however the client has spelt it; the query is the
 * client's, of bytes that were checked. */
static void put_target(struct writer *writer, const struct http_request *request) {
  struct http_text target = request->target;
  size_t query = 0;
  if (http_is(target, "*")) {
    put_text(writer, target);
    return;
  }
  for (size_t i = 0; i < request->path_length; i++) {
    char c = request->path[i];
    if (is_plain_in_path(c)) put(writer, &c, 1);
    else put_escaped(writer, c);
  }
  while (query < target.length && target.bytes[query] != '?') query++;
  put(writer, target.bytes + query, target.length - query);
}

/* What this proxy says itself, or keeps to itself. */
static bool is_own(struct http_text name) {
  static const char *const names[] = {"host", "expect", "forwarded", "x-real-ip"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (proxy_is_named(name, names[i])) return true;
  }
  if (!MERLON_OPTION_PASS_AUTHORIZATION && proxy_is_named(name, "authorization")) return true;
  return proxy_begins(name, "x-forwarded-") || proxy_begins(name, "x-merlon-");
}

static void put_fields(struct writer *writer, const struct http_request *request,
                       const struct proxy_hops *hops) {
  struct http_text name, value;
  for (size_t at = 0; http_next_field(request->fields, &at, &name, &value);) {
    if (is_own(name) || proxy_is_hop(hops, name)) continue;
    put_text(writer, name);
    PUT(writer, ": ");
    put_text(writer, value);
    PUT(writer, "\r\n");
  }
}

static void put_address(struct writer *writer, uint32_t address) {
  uint8_t bytes[4];
  memcpy(bytes, &address, sizeof bytes);
  for (int i = 0; i < 4; i++) {
    if (i > 0) PUT(writer, ".");
    put_number(writer, bytes[i]);
  }
}

static void put_origin(struct writer *writer, const struct http_request *request) {
  struct http_text proto = {"http", 4};
  if (request->session->transport != NULL) proto = (struct http_text){"https", 5};
  PUT(writer, "Forwarded: for=");
  put_address(writer, request->session->peer);
  if (request->host.length > 0) {
    PUT(writer, ";host=\"");
    put_text(writer, request->host);
    PUT(writer, "\"");
  }
  PUT(writer, ";proto=");
  put_text(writer, proto);
  PUT(writer, "\r\nX-Forwarded-For: ");
  put_address(writer, request->session->peer);
  PUT(writer, "\r\nX-Forwarded-Proto: ");
  put_text(writer, proto);
  if (request->host.length > 0) {
    PUT(writer, "\r\nX-Forwarded-Host: ");
    put_text(writer, request->host);
  }
  PUT(writer, "\r\nVia: 1.1 merlon\r\n");
}

/* A name may hold any byte, as that in a token does: what is not plain is percent-encoded. */
static void put_principal(struct writer *writer, struct http_text principal) {
  if (principal.length == 0) return;
  PUT(writer, "X-Merlon-Principal: ");
  for (size_t i = 0; i < principal.length; i++) {
    char c = principal.bytes[i];
    if (c > ' ' && c < 0x7f && c != '%') put(writer, &c, 1);
    else put_escaped(writer, c);
  }
  PUT(writer, "\r\n");
}

static void put_framing(struct writer *writer, const struct http_request *request) {
  bool is_bodyless = http_is(request->method, "GET") || request->is_head ||
                     http_is(request->method, "OPTIONS") || http_is(request->method, "DELETE");
  if (request->content_length == HTTP_LENGTH_UNKNOWN) {
    PUT(writer, "Transfer-Encoding: chunked\r\n");
  } else if (request->content_length > 0 || !is_bodyless) {
    PUT(writer, "Content-Length: ");
    put_number(writer, request->content_length);
    PUT(writer, "\r\n");
  }
}

size_t proxy_write_request(const struct http_request *request, const struct proxy_hops *hops,
                           char out[PROXY_REQUEST_MAX]) {
  struct writer writer = {.bytes = out};
  put_text(&writer, request->method);
  PUT(&writer, " ");
  put_target(&writer, request);
  PUT(&writer, " HTTP/1.1\r\nHost: ");
  if (MERLON_OPTION_PRESERVE_HOST && request->host.length > 0) put_text(&writer, request->host);
  else PUT(&writer, MERLON_OPTION_UPSTREAM);
  PUT(&writer, "\r\n");
  put_fields(&writer, request, hops);
  put_origin(&writer, request);
  put_principal(&writer, request->principal);
  put_framing(&writer, request);
  PUT(&writer, "\r\n");
  return writer.is_full ? 0 : writer.length;
}
