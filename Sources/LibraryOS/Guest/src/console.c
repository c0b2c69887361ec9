/* Words for people; the platform has the wire. */
#include "merlon.h"
#include "string.h"

void merlon_puts(const char *text) { merlon_console_write(text, strlen(text)); }

void merlon_put_unsigned(uint64_t value) {
  char digits[MERLON_DECIMAL_MAX], *at = merlon_decimal(value, digits);
  merlon_console_write(at, (size_t)(digits + sizeof digits - at));
}

_Noreturn void merlon_abort(const char *reason) {
  merlon_puts("merlon: ");
  merlon_puts(reason);
  merlon_puts("\n");
  merlon_exit(MERLON_EXIT_ABORT);
}

/* Embedded Swift prints through this before it traps. */
int putchar(int character) {
  char byte = (char)character;
  merlon_console_write(&byte, 1);
  return character;
}
