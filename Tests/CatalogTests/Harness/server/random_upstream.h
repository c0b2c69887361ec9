/* See random_upstream.c; it listens on port 8000. */
#ifndef HARNESS_RANDOM_UPSTREAM_H
#define HARNESS_RANDOM_UPSTREAM_H
extern unsigned random_upstream_asked; /* how often something came for it */
void random_upstream_start(void);
void reverse_proxy_start(void);
#endif
