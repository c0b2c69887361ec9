/* The two things in a certificate that BearSSL's verifier has no interface for: when it ends, and
 * what its extended usages are. DER only, and nothing outside of the bytes is touched. */
#include "mtls-auth.h"
#include "string.h"

enum {
  TAG_BOOLEAN = 0x01,
  TAG_INTEGER = 0x02,
  TAG_OCTETS = 0x04,
  TAG_IDENTIFIER = 0x06,
  TAG_UTC_TIME = 0x17,
  TAG_GENERALIZED_TIME = 0x18,
  TAG_SEQUENCE = 0x30,
  TAG_VERSION = 0xa0,
  TAG_ISSUER_UNIQUE = 0x81,
  TAG_SUBJECT_UNIQUE = 0x82,
  TAG_EXTENSIONS = 0xa3,
};

static const uint8_t extended_usage[] = {0x55, 0x1d, 0x25};
static const uint8_t any_usage[] = {0x55, 0x1d, 0x25, 0x00};
static const uint8_t client_authentication[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02};

struct der {
  const uint8_t *at, *end;
};

static bool is_next(const struct der *from, unsigned tag) {
  return from->at < from->end && *from->at == tag;
}

/* Takes one element of that tag; its content becomes `content`. */
static bool take(struct der *from, unsigned tag, struct der *content) {
  if (!is_next(from, tag) || from->end - from->at < 2) return false;
  const uint8_t *at = from->at + 1;
  size_t length = *at++;
  if (length >= 0x80) {
    unsigned count = length & 0x7f;
    if (count < 1 || count > 3 || (size_t)(from->end - at) < count) return false;
    for (length = 0; count > 0; count--) length = length << 8 | *at++;
  }
  if ((size_t)(from->end - at) < length) return false;
  *content = (struct der){at, at + length};
  from->at = at + length;
  return true;
}

static bool skip(struct der *from, unsigned tag) {
  struct der content;
  return take(from, tag, &content);
}

static bool skip_if(struct der *from, unsigned tag) {
  return !is_next(from, tag) || skip(from, tag);
}

#define IS(text, bytes) is(text, bytes, sizeof bytes)
static bool is(struct der text, const uint8_t *bytes, size_t length) {
  return (size_t)(text.end - text.at) == length && memcmp(text.at, bytes, length) == 0;
}

/* --- Time ------------------------------------------------------------------------------------ */

static bool take_digits(struct der *text, unsigned count, unsigned least, unsigned most,
                        unsigned *number) {
  if ((size_t)(text->end - text->at) < count) return false;
  for (*number = 0; count > 0; count--, text->at++) {
    if (*text->at < '0' || *text->at > '9') return false;
    *number = *number * 10 + (*text->at - '0');
  }
  return *number >= least && *number <= most;
}

/* Days from 1970-01-01 to the first of a month, by years that begin in March. */
static uint64_t days_before(unsigned year, unsigned month) {
  unsigned shifted = month > 2 ? year : year - 1, since_march = (month + 9) % 12;
  return (uint64_t)shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 +
         (since_march * 153 + 2) / 5 - 719468;
}

/* Reads a time as RFC 5280 §4.1.2.5 wants it: with seconds, in UTC. */
static bool take_time(struct der *from, uint64_t *seconds) {
  struct der text;
  unsigned year, month, day, hour, minute, second;
  if (is_next(from, TAG_UTC_TIME)) {
    if (!take(from, TAG_UTC_TIME, &text) || !take_digits(&text, 2, 0, 99, &year)) return false;
    year += year < 50 ? 2000 : 1900;
  } else if (!take(from, TAG_GENERALIZED_TIME, &text) ||
             !take_digits(&text, 4, 1970, 9999, &year)) {
    return false;
  }
  if (!take_digits(&text, 2, 1, 12, &month) || !take_digits(&text, 2, 1, 31, &day) ||
      !take_digits(&text, 2, 0, 23, &hour) || !take_digits(&text, 2, 0, 59, &minute) ||
      !take_digits(&text, 2, 0, 60, &second) || text.end - text.at != 1 || *text.at != 'Z') {
    return false;
  }
  /* What ends before 1970 has ended. */
  *seconds = year < 1970 ? 0
                         : ((days_before(year, month) + day - 1) * 24 + hour) * 3600 +
                             minute * 60 + second;
  return true;
}

/* --- Usages ---------------------------------------------------------------------------------- */

static bool lists_clients(struct der value, bool *is_for_clients) {
  struct der usages, usage;
  *is_for_clients = false;
  if (!take(&value, TAG_SEQUENCE, &usages) || value.at != value.end) return false;
  while (usages.at < usages.end) {
    if (!take(&usages, TAG_IDENTIFIER, &usage)) return false;
    *is_for_clients |= IS(usage, client_authentication) || IS(usage, any_usage);
  }
  return true;
}

static bool read_extensions(struct der *from, bool *is_for_clients) {
  struct der explicit, extensions, extension, identifier, value;
  *is_for_clients = true;
  if (from->at == from->end) return true;
  bool is_seen = false;
  if (!take(from, TAG_EXTENSIONS, &explicit) || from->at != from->end ||
      !take(&explicit, TAG_SEQUENCE, &extensions) || explicit.at != explicit.end) {
    return false;
  }
  while (extensions.at < extensions.end) {
    if (!take(&extensions, TAG_SEQUENCE, &extension) ||
        !take(&extension, TAG_IDENTIFIER, &identifier) || !skip_if(&extension, TAG_BOOLEAN) ||
        !take(&extension, TAG_OCTETS, &value) || extension.at != extension.end) {
      return false;
    }
    if (!IS(identifier, extended_usage)) continue;
    if (is_seen || !lists_clients(value, is_for_clients)) return false;
    is_seen = true;
  }
  return true;
}

bool mtls_auth_read_certificate(const uint8_t *bytes, size_t length,
                                struct mtls_auth_facts *facts) {
  struct der all = {bytes, bytes + length}, certificate, signed_part, validity;
  uint64_t begins;
  return take(&all, TAG_SEQUENCE, &certificate) && all.at == all.end &&
         take(&certificate, TAG_SEQUENCE, &signed_part) && skip_if(&signed_part, TAG_VERSION) &&
         skip(&signed_part, TAG_INTEGER) && skip(&signed_part, TAG_SEQUENCE) &&
         skip(&signed_part, TAG_SEQUENCE) && take(&signed_part, TAG_SEQUENCE, &validity) &&
         take_time(&validity, &begins) && take_time(&validity, &facts->expires) &&
         validity.at == validity.end && skip(&signed_part, TAG_SEQUENCE) &&
         skip(&signed_part, TAG_SEQUENCE) && skip_if(&signed_part, TAG_ISSUER_UNIQUE) &&
         skip_if(&signed_part, TAG_SUBJECT_UNIQUE) &&
         read_extensions(&signed_part, &facts->is_for_clients);
}
