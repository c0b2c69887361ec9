/* Answers some paths in pieces and in its own time, which must not matter to the client:
 *   /echo, /echo-sized   what the request's body was, of unknown or known length
 *   /fields              fields of its own, one of which a mechanism overrules, and no body
 *   /broken, /short      a body that breaks off, without and with a length
 *   /whole               a response made at once, without reading the body */
#include "drive.h"
#include "hooks.h"

struct answer {
  char body[BODY_MAX];
  size_t length, given;
  int calls;
  bool has_ended;
  char fields[128];
};

static bool path_is(const struct http_request *request, const char *path) {
  return strcmp(request->path, path) == 0;
}

static size_t room(struct http_request *request) {
  struct answer *answer = request->answer_state;
  if (path_is(request, "/whole")) return 0;
  return answer->calls++ % 3 == 0 ? 0 : 1 + answer->length % 1500;
}

static void take(struct http_request *request, const char *bytes, size_t length) {
  struct answer *answer = request->answer_state;
  DEMAND(!answer->has_ended && length > 0 && length <= 1500);
  DEMAND(answer->length + length <= BODY_MAX);
  memcpy(answer->body + answer->length, bytes, length);
  answer->length += length;
}

static void end(struct http_request *request) {
  struct answer *answer = request->answer_state;
  DEMAND(!answer->has_ended);
  DEMAND(request->content_length == HTTP_LENGTH_UNKNOWN ||
         request->content_length == answer->length);
  answer->has_ended = true;
}

static enum http_begin begin(struct http_request *request) {
  static const char fields[] = "X-One: 1\r\nx-bOTH: answer\r\nX-Two: 2\r\n";
  struct answer *answer = request->answer_state;
  if (path_is(request, "/whole")) {
    http_respond_status(request, 503);
    return HTTP_WHOLE;
  }
  if (!answer->has_ended || answer->calls++ % 4 != 0) return HTTP_LATER;
  request->status = path_is(request, "/fields") ? 204 : 200;
  request->content_type = "text/plain";
  request->body_length = HTTP_LENGTH_UNKNOWN;
  if (path_is(request, "/echo-sized")) request->body_length = answer->length;
  if (path_is(request, "/short")) request->body_length = 20;
  memcpy(answer->fields, fields, sizeof fields);
  request->answer_fields = answer->fields;
  request->answer_fields_length = sizeof fields - 1;
  return HTTP_IN_PIECES;
}

static long give(struct http_request *request, char *bytes, size_t capacity) {
  struct answer *answer = request->answer_state;
  if (answer->calls++ % 2 == 0) return 0;
  size_t left = answer->length - answer->given, count = 1 + answer->given % 1000;
  if (count > left) count = left;
  if (count > capacity) count = capacity;
  memcpy(bytes, answer->body + answer->given, count);
  answer->given += count;
  if (count > 0) return (long)count;
  return path_is(request, "/broken") ? HTTP_GIVE_BROKEN : HTTP_GIVE_END;
}

static void release(struct http_request *request) {
  DEMAND(request->answer_state != NULL && request->answer == NULL);
  free(request->answer_state);
  request->answer_state = NULL;
}

int merlon_hook_http_stream(struct http_request *request) {
  static const struct http_answer functions = {room, take, end, begin, give, release};
  static const char *const paths[] = {"/echo",   "/echo-sized", "/fields",
                                      "/broken", "/short",      "/whole"};
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    if (!path_is(request, paths[i])) continue;
    request->answer_state = calloc(1, sizeof(struct answer));
    DEMAND(request->answer_state != NULL);
    request->answer = &functions;
    return 1;
  }
  return 0;
}
