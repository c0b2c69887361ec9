/* What an instance does while another one takes its place, at the same addresses.
 *
 * The host tells by whom frames are for: besides the address that both share, each instance has one
 * of its own, which it is told at boot and nobody outside its host ever sees. A frame for that one
 * is of a connection that the instance had before, and tells it that it was replaced. Its successor
 * passes such frames on, since it has no such connection, until they come back: then nobody has. */
#ifndef MERLON_SUCCESSION_H
#define MERLON_SUCCESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes the instance's own address and its predecessor's as text, "" for none; `send` sends a
 * frame. False when one is not an address. */
bool succession_start(const char *own, const char *predecessor,
                      bool (*send)(const void *frame, size_t length));
/* Sees each frame before the stack does; it must stay as it is until the stack has taken it. */
void succession_see(uint8_t *frame, size_t length);
/* Passes the frame seen last on to the predecessor; false when there is none. */
bool succession_pass_on(void);
/* Whether another instance has taken the place of this one. */
bool succession_is_over(void);

#endif
