/* What the client asks to be done with a file: which coding, under which condition, which part. */
#include "site.h"
#include "string.h"

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static bool is_word(struct http_text text, const char *word) {
  for (size_t i = 0; i < text.length; i++) {
    char c = text.bytes[i];
    if (word[i] == 0 || (c >= 'A' && c <= 'Z' ? c | 0x20 : c) != word[i]) return false;
  }
  return word[text.length] == 0;
}

static struct http_text trimmed(struct http_text text) {
  while (text.length > 0 && is_blank(text.bytes[0])) text.bytes++, text.length--;
  while (text.length > 0 && is_blank(text.bytes[text.length - 1])) text.length--;
  return text;
}

/* Takes what stands before `separator` off `rest`; false when nothing is left. */
static bool take(struct http_text *rest, char separator, struct http_text *part) {
  if (rest->length == 0) return false;
  size_t end = 0;
  while (end < rest->length && rest->bytes[end] != separator) end++;
  *part = trimmed((struct http_text){rest->bytes, end});
  size_t used = end < rest->length ? end + 1 : end;
  rest->bytes += used;
  rest->length -= used;
  return true;
}

/* --- Accept-Encoding ---------------------------------------------------------------------- */

/* Reads `q=0.123` as thousandths; -1 when it is no weight. */
static int read_weight(struct http_text text) {
  if (text.length < 3 || text.length > 7 || (text.bytes[0] | 0x20) != 'q' ||
      text.bytes[1] != '=' || (text.bytes[2] != '0' && text.bytes[2] != '1')) {
    return -1;
  }
  int weight = (text.bytes[2] - '0') * 1000, unit = 100;
  if (text.length > 3 && text.bytes[3] != '.') return -1;
  for (size_t i = 4; i < text.length; i++, unit /= 10) {
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return -1;
    weight += (text.bytes[i] - '0') * unit;
  }
  return weight <= 1000 ? weight : -1;
}

/* Sets the weight of each coding that the field names, and of "*" in the last place. */
static void read_weights(struct http_text field, int weights[CODINGS + 1]) {
  struct http_text element, name, parameter;
  while (take(&field, ',', &element)) {
    int weight = 1000;
    if (!take(&element, ';', &name)) continue;
    while (take(&element, ';', &parameter)) weight = read_weight(parameter);
    if (weight < 0) weight = 0;
    if (is_word(name, "br")) weights[CODING_BR] = weight;
    if (is_word(name, "gzip") || is_word(name, "x-gzip")) weights[CODING_GZIP] = weight;
    if (is_word(name, "identity")) weights[CODING_NONE] = weight;
    if (is_word(name, "*")) weights[CODINGS] = weight;
  }
}

enum coding site_coding(const struct http_request *request, const bool exists[CODINGS]) {
  struct http_text field;
  int weights[CODINGS + 1] = {-1, -1, -1, -1};
  if (!http_request_field(request, "accept-encoding", &field)) return CODING_NONE;
  read_weights(field, weights);
  enum coding best = CODING_NONE;
  int best_weight = 0;
  for (enum coding coding = CODING_BR; coding < CODINGS; coding++) {
    int weight = weights[coding] >= 0 ? weights[coding] : weights[CODINGS];
    /* The file as it is needs no mention, but whatever is named, even at 0.001, is liked better. */
    weight = weight >= 0 ? 2 * weight : coding == CODING_NONE ? 1 : 0;
    if (!exists[coding] || weight <= best_weight) continue;
    best = coding;
    best_weight = weight;
  }
  return best;
}

/* --- Conditions --------------------------------------------------------------------------- */

/* Looks for `tag` in a list of entity tags. A weak one never matches when `is_strong`. */
static bool has_tag(struct http_text list, const char *tag, bool is_strong) {
  while (list.length > 0) {
    while (list.length > 0 && (is_blank(list.bytes[0]) || list.bytes[0] == ',')) {
      list.bytes++, list.length--;
    }
    bool is_weak = list.length >= 2 && list.bytes[0] == 'W' && list.bytes[1] == '/';
    if (is_weak) list.bytes += 2, list.length -= 2;
    if (list.length == 0 || list.bytes[0] != '"') return false;
    size_t end = 1;
    while (end < list.length && list.bytes[end] != '"') end++;
    if (end == list.length) return false;
    end++;
    if (end == SITE_TAG_LENGTH && memcmp(list.bytes, tag, SITE_TAG_LENGTH) == 0 &&
        !(is_weak && is_strong)) {
      return true;
    }
    list.bytes += end;
    list.length -= end;
  }
  return false;
}

static bool is_any(struct http_text field) { return field.length == 1 && field.bytes[0] == '*'; }

int site_condition(const struct http_request *request, const char tag[SITE_TAG_LENGTH]) {
  struct http_text field;
  if (http_request_field(request, "if-match", &field) && !is_any(field) &&
      !has_tag(field, tag, true)) {
    return 412;
  }
  if (http_request_field(request, "if-none-match", &field) &&
      (is_any(field) || has_tag(field, tag, false))) {
    return 304;
  }
  return 0;
}

/* --- Range -------------------------------------------------------------------------------- */

/* Reads digits; false when there are none or others stand among them. What does not fit is the
 * largest number. */
static bool read_number(struct http_text text, size_t *value) {
  *value = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
    size_t digit = (size_t)(text.bytes[i] - '0');
    *value = *value > (SIZE_MAX - digit) / 10 ? SIZE_MAX : *value * 10 + digit;
  }
  return text.length > 0;
}

static int clip(bool is_suffix, size_t first, size_t last, size_t size, struct site_range *range) {
  if (is_suffix) {
    if (last == 0 || size == 0) return 416;
    range->length = last < size ? last : size;
    range->first = size - range->length;
    return 206;
  }
  if (first > last) return 200;
  if (first >= size) return 416;
  if (last >= size) last = size - 1;
  *range = (struct site_range){first, last - first + 1};
  return 206;
}

int site_range(const struct http_request *request, const char tag[SITE_TAG_LENGTH], size_t size,
               struct site_range *range) {
  struct http_text field, condition, unit, low;
  size_t first = 0, last = SIZE_MAX;
  if (request->is_head || !http_request_field(request, "range", &field)) return 200;
  if (http_request_field(request, "if-range", &condition) && !has_tag(condition, tag, true)) {
    return 200;
  }
  if (!take(&field, '=', &unit) || !is_word(unit, "bytes") || !take(&field, '-', &low)) return 200;
  struct http_text high = trimmed(field);
  bool is_suffix = low.length == 0;
  if (!is_suffix && !read_number(low, &first)) return 200;
  if ((is_suffix || high.length > 0) && !read_number(high, &last)) return 200;
  return clip(is_suffix, first, last, size, range);
}
