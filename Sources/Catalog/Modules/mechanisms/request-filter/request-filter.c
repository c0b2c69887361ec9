/* Patterns of attacks in requests. Most requests hold no byte that could begin one, and the server's
 * parser has seen that of their fields already; only the others are decoded and searched. */
#include "http-server.h"
#include "options.h"
#include "packet.h"
#include "string.h"

enum rule { TRAVERSAL, FILES, SQL, SCRIPT, COMMAND, TEMPLATE, RULES };
static const char *const rule_names[RULES] = {"traversal", "files",   "sql",
                                              "script",    "command", "template"};

/* In lower case; a space stands for any run of white space, '+' and comments. In a query each needs
 * a byte that `is_suspect` finds; in header fields one that is odd. */
static const struct pattern {
  const char *text;
  uint8_t length, rule;
} patterns[] = {
#define PATTERN(rule, text) {text, sizeof(text) - 1, rule}
  PATTERN(TRAVERSAL, "../"), PATTERN(TRAVERSAL, "..\\"), PATTERN(TRAVERSAL, "\xc0\xaf"),
  PATTERN(FILES, "/etc/passwd"), PATTERN(FILES, "/etc/shadow"), PATTERN(FILES, "/proc/self"),
  PATTERN(FILES, "/.git/"), PATTERN(FILES, "/.env"), PATTERN(FILES, "/.ssh"),
  PATTERN(FILES, "/.htaccess"), PATTERN(FILES, "c:\\"), PATTERN(FILES, "file://"),
  PATTERN(FILES, "php://"),
  PATTERN(SQL, "union select"), PATTERN(SQL, "union all select"), PATTERN(SQL, "' or "),
  PATTERN(SQL, "' and "), PATTERN(SQL, "\" or \""), PATTERN(SQL, "'--"), PATTERN(SQL, "';"),
  PATTERN(SQL, "'or'"), PATTERN(SQL, "'='"), PATTERN(SQL, "; drop table"),
  PATTERN(SQL, " or 1=1"), PATTERN(SQL, "sleep("), PATTERN(SQL, "benchmark("),
  PATTERN(SQL, "xp_cmdshell("), PATTERN(SQL, "waitfor delay"),
  PATTERN(SCRIPT, "<script"), PATTERN(SCRIPT, "<iframe"), PATTERN(SCRIPT, "<svg"),
  PATTERN(SCRIPT, "<img"), PATTERN(SCRIPT, "<!--"), PATTERN(SCRIPT, "javascript:"),
  PATTERN(SCRIPT, "\"onerror="), PATTERN(SCRIPT, " onerror="), PATTERN(SCRIPT, " onload="),
  PATTERN(COMMAND, "$("), PATTERN(COMMAND, "`"), PATTERN(COMMAND, "() {"),
  PATTERN(COMMAND, "; cat "), PATTERN(COMMAND, ";cat "), PATTERN(COMMAND, "| cat "),
  PATTERN(COMMAND, "|cat "), PATTERN(COMMAND, "; wget "), PATTERN(COMMAND, "; curl "),
  PATTERN(COMMAND, "/bin/sh"), PATTERN(COMMAND, "/bin/bash"), PATTERN(COMMAND, "cmd.exe"),
  PATTERN(TEMPLATE, "${"), PATTERN(TEMPLATE, "{{"), PATTERN(TEMPLATE, "<%"),
  PATTERN(TEMPLATE, "#{"),
#undef PATTERN
};
#define PATTERNS (sizeof patterns / sizeof patterns[0])
_Static_assert(PATTERNS <= 64, "starts[] has a bit for each pattern");

struct text {
  const char *bytes;
  size_t length;
};
#define ENTRY(text, length) {text, length},
static const struct text exclude[] = {MERLON_OPTION_EXCLUDE(ENTRY){NULL, 0}};
static const struct text headers[] = {MERLON_OPTION_HEADERS(ENTRY){NULL, 0}};

#define IS_MODE(name) (__builtin_strcmp(MERLON_OPTION_MODE, name) == 0)
_Static_assert(IS_MODE("block") || IS_MODE("log"), "request-filter.mode: block or log");

static bool suspect[256]; /* which byte makes a query worth a search */
static uint64_t starts[256]; /* by first byte: which patterns begin with it */

void request_filter_start(void);
int request_filter_http_request(struct http_request *request);

static bool is_excluded(unsigned rule) {
  for (int i = 0; i < MERLON_OPTION_EXCLUDE_COUNT; i++) {
    if (strcmp(exclude[i].bytes, rule_names[rule]) == 0) return true;
  }
  return false;
}

static void check_exclude(void) {
  for (int i = 0; i < MERLON_OPTION_EXCLUDE_COUNT; i++) {
    bool is_known = false;
    for (unsigned rule = 0; rule < RULES; rule++) {
      is_known = is_known || strcmp(exclude[i].bytes, rule_names[rule]) == 0;
    }
    if (is_known) continue;
    merlon_puts(exclude[i].bytes);
    merlon_puts("\n");
    merlon_abort("request-filter: this is no rule that could be excluded");
  }
}

void request_filter_start(void) {
  check_exclude();
  for (const char *c = "%<>'\"`$;|{}()\\+/:#*"; *c != 0; c++) suspect[(uint8_t)*c] = true;
  for (unsigned c = 0x80; c < 0x100; c++) suspect[c] = true;
  for (unsigned i = 0; i < PATTERNS; i++) {
    if (!is_excluded(patterns[i].rule)) {
      starts[(uint8_t)patterns[i].text[0]] |= (uint64_t)1 << i;
    }
  }
}

static bool is_suspect_query(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (suspect[(uint8_t)bytes[i]]) return true;
  }
  return false;
}

static bool is_odd(struct http_text text) {
  for (size_t i = 0; i < text.length; i++) {
    if ((http_bytes[(uint8_t)text.bytes[i]] & HTTP_ODD) != 0) return true;
  }
  return false;
}

/* In a path a dot after a slash, a second dot and any odd byte; slashes are nothing special. */
static bool is_suspect_path(const char *bytes, size_t length) {
  unsigned char before = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (c == '.' && (before == '/' || before == '.')) return true;
    if (c != '/' && suspect[c]) return true;
    before = c;
  }
  return false;
}

static int digit16(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

/* Decodes `%XX` at *at, or takes one byte; a bad escape is the byte '%'. */
static char take(const char *bytes, size_t length, size_t *at) {
  char c = bytes[(*at)++];
  if (c != '%' || length - *at < 2) return c;
  int high = digit16(bytes[*at]), low = digit16(bytes[*at + 1]);
  if (high < 0 || low < 0) return c;
  *at += 2;
  return (char)(high << 4 | low);
}

static size_t decode(const char *bytes, size_t length, char *out) {
  size_t count = 0;
  for (size_t at = 0; at < length;) out[count++] = take(bytes, length, &at);
  return count;
}

/* Lower case, one space for all that parts words; in place. */
static size_t fold(char *bytes, size_t length) {
  size_t count = 0;
  for (size_t at = 0; at < length;) {
    char c = lower(bytes[at]);
    if (c == '/' && at + 1 < length && bytes[at + 1] == '*') { /* a comment parts words, too */
      at += 2;
      while (at + 1 < length && !(bytes[at] == '*' && bytes[at + 1] == '/')) at++;
      at = at + 2 < length ? at + 2 : length;
      c = ' ';
    } else {
      at++;
      if (c == '+' || ((unsigned char)c <= ' ')) c = ' ';
    }
    if (c != ' ' || count == 0 || bytes[count - 1] != ' ') bytes[count++] = c;
  }
  return count;
}

/* Finds the first pattern in a text that was folded; RULES when there is none. */
static unsigned search(const char *bytes, size_t length) {
  for (size_t at = 0; at < length; at++) {
    for (uint64_t left = starts[(uint8_t)bytes[at]]; left != 0; left &= left - 1) {
      const struct pattern *pattern = &patterns[__builtin_ctzll(left)];
      if (pattern->length <= length - at &&
          memcmp(bytes + at, pattern->text, pattern->length) == 0) {
        return pattern->rule;
      }
    }
  }
  return RULES;
}

static bool has_percent(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] == '%') return true;
  }
  return false;
}

/* Searches a text as it is after one decoding, and after two. */
static unsigned search_encoded(const char *bytes, size_t length) {
  static char once[HTTP_HEAD_MAX], folded[HTTP_HEAD_MAX];
  if (length > sizeof once) return TRAVERSAL; /* cannot be: the head is shorter */
  length = decode(bytes, length, once);
  memcpy(folded, once, length);
  unsigned rule = search(folded, fold(folded, length));
  if (rule != RULES || !has_percent(once, length)) return rule;
  length = decode(once, length, folded);
  return search(folded, fold(folded, length));
}

static unsigned judge(const struct http_request *request) {
  struct http_text target = request->target, value;
  size_t query = 0;
  while (query < target.length && target.bytes[query] != '?') query++;
  unsigned rule = RULES;
  if (is_suspect_path(target.bytes, query)) rule = search_encoded(target.bytes, query);
  if (rule == RULES && is_suspect_query(target.bytes + query, target.length - query)) {
    rule = search_encoded(target.bytes + query, target.length - query);
  }
  if ((request->field_kinds & HTTP_ODD) == 0) return rule;
  for (int i = 0; rule == RULES && i < MERLON_OPTION_HEADERS_COUNT; i++) {
    if (http_request_field(request, headers[i].bytes, &value) && is_odd(value)) {
      rule = search_encoded(value.bytes, value.length);
    }
  }
  return rule;
}

/* At most one line a second, or what is logged would be an attack of its own. */
static void tell(unsigned rule) {
  static uint64_t last, untold;
  uint64_t now = network_now();
  if (last != 0 && now - last < 1000000000u) {
    untold++;
    return;
  }
  merlon_puts(IS_MODE("block") ? "request-filter: refused by rule " : "request-filter: matched rule ");
  merlon_puts(rule_names[rule]);
  if (untold > 0) {
    merlon_puts(", and since the last line ");
    merlon_put_unsigned(untold);
    merlon_puts(" more");
  }
  merlon_puts("\n");
  last = now;
  untold = 0;
}

int request_filter_http_request(struct http_request *request) {
  unsigned rule = judge(request);
  if (rule == RULES) return 0;
  tell(rule);
  return IS_MODE("block") ? 400 : 0;
}
