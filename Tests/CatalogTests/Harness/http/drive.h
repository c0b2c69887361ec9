/* Drives one conversation with bytes that come in pieces. */
#ifndef HARNESS_DRIVE_H
#define HARNESS_DRIVE_H

#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEMAND(condition)                                             \
  do {                                                                \
    if (condition) break;                                             \
    fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);   \
    abort();                                                          \
  } while (0)

#define CLIENT_ADDRESS 0x0f02000au /* 10.0.2.15, in network byte order */
#define OUTPUT_MAX (4u << 20)

struct conversation {
  char verdict[1u << 18]; /* `STATUS[:PATH]` of each reply, then what the server waits for */
  char *output;       /* all that the client gets */
  size_t output_length;
};

/* How many bytes the next piece has, at most `left`; never 0. */
typedef size_t (*piece_size)(size_t left, void *context);

/* Sends `bytes` to a fresh exchange; `after` is what it is told to refuse with at the end, or 0. */
void drive(const char *bytes, size_t length, piece_size size, void *context, int after,
           struct conversation *conversation);

#endif
