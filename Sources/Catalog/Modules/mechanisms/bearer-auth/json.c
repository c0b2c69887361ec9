/* A reader of JSON that trusts nothing: every step is bounded by the text's end and by depth. */
#include "bearer-auth.h"
#include "string.h"

static void skip_space(struct bearer_json *json) {
  while (json->at < json->end &&
         (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r')) {
    json->at++;
  }
}

bool bearer_json_take(struct bearer_json *json, char c) {
  skip_space(json);
  if (json->at == json->end || *json->at != c) return false;
  json->at++;
  skip_space(json);
  return true;
}

enum bearer_kind bearer_json_kind(const struct bearer_json *json) {
  if (json->at == json->end) return BEARER_BROKEN;
  char c = *json->at;
  if (c == '"') return BEARER_STRING;
  if (c == '-' || (c >= '0' && c <= '9')) return BEARER_NUMBER;
  return c == '[' ? BEARER_ARRAY : BEARER_OTHER;
}

static bool is_digit(const struct bearer_json *json) {
  return json->at < json->end && *json->at >= '0' && *json->at <= '9';
}

/* Takes four hexadecimal digits. */
static bool take_unit(struct bearer_json *json, uint32_t *unit) {
  if (json->end - json->at < 4) return false;
  *unit = 0;
  for (int i = 0; i < 4; i++) {
    char c = *json->at++;
    int digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f'
      ? (c | 0x20) - 'a' + 10 : -1;
    if (digit < 0) return false;
    *unit = *unit << 4 | (uint32_t)digit;
  }
  return true;
}

static bool put(struct bearer_text *text, uint32_t byte) {
  if (text == NULL) return true;
  if (text->length == sizeof text->bytes) return false;
  text->bytes[text->length++] = (char)byte;
  return true;
}

/* Writes a character as UTF-8. */
static bool put_scalar(struct bearer_text *text, uint32_t c) {
  if (c < 0x80) return put(text, c);
  if (c < 0x800) return put(text, 0xc0 | c >> 6) && put(text, 0x80 | (c & 63));
  if (c < 0x10000) {
    return put(text, 0xe0 | c >> 12) && put(text, 0x80 | (c >> 6 & 63)) &&
           put(text, 0x80 | (c & 63));
  }
  return put(text, 0xf0 | c >> 18) && put(text, 0x80 | (c >> 12 & 63)) &&
         put(text, 0x80 | (c >> 6 & 63)) && put(text, 0x80 | (c & 63));
}

/* Takes what follows a backslash. */
static bool take_escape(struct bearer_json *json, struct bearer_text *text) {
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (json->at == json->end) return false;
  char c = *json->at++;
  for (size_t i = 0; i < sizeof names - 1; i++) {
    if (c == names[i]) return put(text, (unsigned char)values[i]);
  }
  uint32_t unit, low;
  if (c != 'u' || !take_unit(json, &unit)) return false;
  if (unit < 0xd800 || unit > 0xdfff) return put_scalar(text, unit);
  if (unit > 0xdbff || json->end - json->at < 2 || json->at[0] != '\\' || json->at[1] != 'u') {
    return false;
  }
  json->at += 2;
  if (!take_unit(json, &low) || low < 0xdc00 || low > 0xdfff) return false;
  return put_scalar(text, 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff));
}

/* `text` may be NULL: then the string may have any length. */
static bool take_string(struct bearer_json *json, struct bearer_text *text) {
  if (json->at == json->end || *json->at++ != '"') return false;
  while (json->at < json->end) {
    unsigned char c = (unsigned char)*json->at++;
    if (c == '"') return true;
    if (c < 0x20) return false;
    if (c == '\\' ? !take_escape(json, text) : !put(text, c)) return false;
  }
  return false;
}

bool bearer_json_string(struct bearer_json *json, struct bearer_text *text) {
  text->length = 0;
  return take_string(json, text);
}

/* Reads a number's grammar; `seconds` is its integer part, or wrong for what is no time. */
static bool take_number(struct bearer_json *json, uint64_t *seconds, bool *is_time) {
  *is_time = *json->at != '-';
  if (!*is_time) json->at++;
  const char *start = json->at;
  *seconds = 0;
  while (is_digit(json)) {
    if (json->at - start >= 15) return false;
    *seconds = *seconds * 10 + (uint64_t)(*json->at++ - '0');
  }
  if (json->at == start || (*start == '0' && json->at - start > 1)) return false;
  if (json->at < json->end && *json->at == '.') {
    json->at++;
    if (!is_digit(json)) return false;
    while (is_digit(json)) json->at++;
  }
  if (json->at < json->end && (*json->at | 0x20) == 'e') {
    *is_time = false;
    json->at++;
    if (json->at < json->end && (*json->at == '+' || *json->at == '-')) json->at++;
    if (!is_digit(json)) return false;
    while (is_digit(json)) json->at++;
  }
  return true;
}

bool bearer_json_seconds(struct bearer_json *json, uint64_t *seconds) {
  bool is_time;
  return bearer_json_kind(json) == BEARER_NUMBER && take_number(json, seconds, &is_time) && is_time;
}

static bool take_word(struct bearer_json *json) {
  static const char *const words[] = {"true", "false", "null"};
  for (int i = 0; i < 3; i++) {
    size_t length = strlen(words[i]);
    if ((size_t)(json->end - json->at) >= length && memcmp(json->at, words[i], length) == 0) {
      json->at += length;
      return true;
    }
  }
  return false;
}

bool bearer_json_skip(struct bearer_json *json, unsigned depth) {
  uint64_t seconds;
  bool is_time;
  switch (bearer_json_kind(json)) {
  case BEARER_BROKEN: return false;
  case BEARER_STRING: return take_string(json, NULL);
  case BEARER_NUMBER: return take_number(json, &seconds, &is_time);
  default: break;
  }
  bool is_object = *json->at == '{';
  if (!is_object && *json->at != '[') return take_word(json);
  if (depth >= BEARER_AUTH_DEPTH_MAX) return false;
  char end = is_object ? '}' : ']';
  bearer_json_take(json, *json->at);
  if (bearer_json_take(json, end)) return true;
  do {
    if (is_object && (!take_string(json, NULL) || !bearer_json_take(json, ':'))) return false;
    if (!bearer_json_skip(json, depth + 1)) return false;
  } while (bearer_json_take(json, ','));
  return bearer_json_take(json, end);
}
