/* TCP sockets of the client. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* The time of all measurements. */
int64_t client_now(void);

/* Starts a connection; neither blocks nor delays. Below zero if even that is impossible. */
int client_connect(const char *address, int port);

/* Closes at once, with a reset: a port is free again, and nothing waits in TIME_WAIT. */
void client_reset(int descriptor);

/* Whether a started connection is there. */
bool client_is_connected(int descriptor);
