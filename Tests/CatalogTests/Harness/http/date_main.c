/* Writes the line of Date for each time that is an argument. */
#include "drive.h"

int main(int count, char **arguments) {
  static struct http_request request;
  char head[HTTP_HEAD_OUT_MAX + 1];
  for (int i = 1; i < count; i++) {
    http_date_set(strtoull(arguments[i], NULL, 10));
    request.status = 200;
    head[http_format_head(&request, true, false, head)] = 0;
    const char *line = strstr(head, "Date: ");
    DEMAND(line != NULL);
    printf("%.*s\n", (int)strcspn(line, "\r"), line);
  }
  return 0;
}
