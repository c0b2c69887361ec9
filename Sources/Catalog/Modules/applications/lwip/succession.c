/* Who has a connection: this instance, or the one before it; see succession.h. */
#include "succession.h"

#include "string.h"

#define ADDRESS_LENGTH 6u
#define HEADER_LENGTH 14u

struct station {
  bool is_known;
  uint8_t address[ADDRESS_LENGTH];
};

static struct station own, predecessor;
static bool is_over;
static uint8_t *seen;
static size_t seen_length;
static bool (*send_frame)(const void *frame, size_t length);

static int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return -1;
}

/* Reads "02:00:5e:10:00:01"; groups of stations are nobody. */
static bool parse(const char *text, struct station *station) {
  station->is_known = false;
  if (text[0] == 0) return true;
  for (unsigned i = 0; i < ADDRESS_LENGTH; i++, text += 3) {
    int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);
    if (low < 0 || text[2] != (i + 1 < ADDRESS_LENGTH ? ':' : 0)) return false;
    station->address[i] = (uint8_t)(high << 4 | low);
  }
  station->is_known = (station->address[0] & 1) == 0;
  return station->is_known;
}

bool succession_start(const char *own_text, const char *predecessor_text,
                      bool (*send)(const void *frame, size_t length)) {
  is_over = false;
  seen = NULL;
  send_frame = send;
  return parse(own_text, &own) && parse(predecessor_text, &predecessor);
}

static bool is_for(const struct station *station, const uint8_t *frame) {
  return station->is_known && memcmp(frame, station->address, ADDRESS_LENGTH) == 0;
}

void succession_see(uint8_t *frame, size_t length) {
  seen = length < HEADER_LENGTH ? NULL : frame;
  seen_length = length;
  if (seen == NULL) return;
  if (is_for(&own, frame)) is_over = true;
  /* The host has given us what nobody is there for any more. */
  if (is_for(&predecessor, frame)) predecessor.is_known = false;
}

bool succession_pass_on(void) {
  if (!predecessor.is_known || seen == NULL) return false;
  memcpy(seen, predecessor.address, ADDRESS_LENGTH);
  (void)send_frame(seen, seen_length); /* what is lost, the peer sends again */
  return true;
}

bool succession_is_over(void) { return is_over; }
