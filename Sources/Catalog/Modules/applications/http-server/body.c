/* Finds the data in the body of a message (RFC 9112 §6, §7). Where it ends is where the next
 * message begins, so it is read strictly. */
#include "http-limits.h"
#include "http-message.h"

enum state {
  SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, LINE, NAME, VALUE, VALUE_LF, LAST_LF, DONE,
};

void http_body_begin(struct http_body *body, enum http_framing framing, size_t length,
                     size_t limit) {
  *body = (struct http_body){
    .framing = framing,
    .state = framing == HTTP_CHUNKED ? SIZE : DATA,
    .limit = limit,
    .left = framing == HTTP_CHUNKED ? 0 : framing == HTTP_SIZED ? length : limit,
  };
}

/* Reads one byte of the line that says how long a chunk is. */
static int size_byte(struct http_body *body, char c) {
  int digit = http_digit16(c);
  if (++body->line > HTTP_CHUNK_LINE_MAX) return 400;
  if (digit >= 0) {
    if (body->left > body->limit >> 4) return 413;
    body->left = body->left * 16 + (size_t)digit;
    body->digits++;
    return body->left + body->length > body->limit ? 413 : 0;
  }
  if (body->digits == 0 || (c != '\r' && c != ';')) return 400;
  body->state = c == '\r' ? SIZE_LF : EXTENSION;
  return 0;
}

static int extension_byte(struct http_body *body, char c) {
  if (++body->line > HTTP_CHUNK_LINE_MAX) return 400;
  if (c == '\r') body->state = SIZE_LF;
  return http_is_text(c) || c == '\r' ? 0 : 400;
}

/* Reads one byte of the trailer: lines `token ":" value CRLF`, which nobody sees. */
static int trailer_byte(struct http_body *body, char c) {
  if (++body->line > HTTP_TRAILER_MAX) return 431;
  if (body->state == VALUE) {
    if (c == '\r') body->state = VALUE_LF;
    return http_is_text(c) || c == '\r' ? 0 : 400;
  }
  if (body->state == LINE && c == '\r') {
    body->state = LAST_LF;
  } else if (body->state == NAME && c == ':') {
    body->state = VALUE;
  } else {
    if (!http_is_token(c)) return 400;
    body->state = NAME;
  }
  return 0;
}

/* Reads a byte that can only be `expected`. */
static int fixed_byte(struct http_body *body, char c, char expected, enum state next) {
  body->state = (unsigned char)next;
  return c == expected ? 0 : 400;
}

static int take_byte(struct http_body *body, char c) {
  switch ((enum state)body->state) {
  case SIZE: return size_byte(body, c);
  case EXTENSION: return extension_byte(body, c);
  case SIZE_LF:
    body->line = 0;
    body->digits = 0;
    return fixed_byte(body, c, '\n', body->left == 0 ? LINE : DATA);
  case DATA_CR: return fixed_byte(body, c, '\r', DATA_LF);
  case DATA_LF: return fixed_byte(body, c, '\n', SIZE);
  case LINE:
  case NAME:
  case VALUE: return trailer_byte(body, c);
  case VALUE_LF: return fixed_byte(body, c, '\n', LINE);
  case LAST_LF: return fixed_byte(body, c, '\n', DONE);
  case DATA:
  case DONE: break;
  }
  return 400;
}

size_t http_body_take(struct http_body *body, const char *bytes, size_t length,
                      struct http_text *data, int *status) {
  size_t used = 0;
  *status = 0;
  *data = (struct http_text){bytes, 0};
  while (used < length && body->state != DONE && *status == 0 && data->length == 0) {
    size_t count = 1;
    if (body->state == DATA) {
      count = body->left < length - used ? body->left : length - used;
      *data = (struct http_text){bytes + used, count};
      body->left -= count;
      body->length += count;
      if (body->left == 0) body->state = body->framing == HTTP_CHUNKED ? DATA_CR : DONE;
    } else {
      *status = take_byte(body, bytes[used]);
    }
    used += count;
    body->taken += count;
    if (*status == 0 && body->framing == HTTP_CHUNKED &&
        body->taken > HTTP_CHUNKED_MAX(body->limit)) {
      *status = 413;
    }
  }
  if (*status == 0 && body->state == DONE) *status = 1;
  return used;
}
