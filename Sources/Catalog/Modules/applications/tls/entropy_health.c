#include "entropy.h"

#define REPETITIONS_MAX 9u /* 1 + 30 / 4 */
#define WINDOW 512u
#define MATCHES_MAX 71u /* the least count that a binomial of 511 and 1/16 passes in 2^-30 */

int entropy_is_healthy(struct entropy_health *health, uint8_t sample) {
  health->repetitions = sample == health->last ? health->repetitions + 1 : 1;
  health->last = sample;
  if (health->seen == WINDOW) health->seen = 0;
  if (health->seen++ == 0) {
    health->watched = sample;
    health->matches = 0;
  }
  if (sample == health->watched) health->matches++;
  return health->repetitions < REPETITIONS_MAX && health->matches < MATCHES_MAX;
}
