/* Between the parts of static-site: site.c knows the files, select.c reads what the client asks
 * to be done with one. */
#ifndef MERLON_STATIC_SITE_H
#define MERLON_STATIC_SITE_H

#include "http-server.h"

/* Content codings, the better one first when a client likes both as much. */
enum coding { CODING_BR, CODING_GZIP, CODING_NONE, CODINGS };

/* Chooses among the codings that `exists` says there are, by Accept-Encoding (RFC 9110 §12.5.3). */
enum coding site_coding(const struct http_request *request, const bool exists[CODINGS]);

#define SITE_TAG_LENGTH 34u /* 32 digits in quotes */

/* What the conditions of the request say about the file with entity tag `tag`: 0 to send it, 304
 * or 412 (RFC 9110 §13). */
int site_condition(const struct http_request *request, const char tag[SITE_TAG_LENGTH]);

struct site_range {
  size_t first, length;
};

/* Reads Range for a file of `size` bytes: 200 to send all of it, 206 with the range to send, or 416
 * (RFC 9110 §14). What is not one plain range of bytes is passed over, as it may be. */
int site_range(const struct http_request *request, const char tag[SITE_TAG_LENGTH], size_t size,
               struct site_range *range);

/* The media type for the name of a file. */
const char *site_type(const char *path, size_t length);

#endif
