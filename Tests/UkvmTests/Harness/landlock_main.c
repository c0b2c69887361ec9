// Puts itself under Landlock as the monitor does and tries what that must keep from it: 0 if all of
// it is refused, 77 where the kernel has no Landlock, else the line of the first thing that worked.
#include "CUkvm.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define refused(call, code) \
  if ((call) >= 0 || errno != (code)) return __LINE__

int main(int count, char **arguments) {
  if (count != 2) return 2;
  const char *file = arguments[1];
  int kept = open(file, O_RDWR | O_CREAT, 0600);
  if (kept < 0) return __LINE__;
  int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
  int outcome = ukvm_landlock();
  if (outcome == -ENOSYS || outcome == -EOPNOTSUPP) return 77;
  if (outcome < 0) return __LINE__;
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return __LINE__;
  refused(open(file, O_RDONLY), EACCES);
  refused(open(file, O_WRONLY), EACCES);
  refused(open("/", O_RDONLY | O_DIRECTORY), EACCES);
  refused(unlink(file), EACCES);
  refused(execl("/bin/true", "true", (char *)0), EACCES);
  refused(mkdirat(AT_FDCWD, "/tmp/merlon-landlock", 0700), EACCES);
  if (version >= 4) {
    struct sockaddr_in any = {.sin_family = AF_INET};
    int socket_kept = socket(AF_INET, SOCK_STREAM, 0);
    if (socket_kept < 0) return __LINE__;
    any.sin_port = htons(9);
    refused(bind(socket_kept, (struct sockaddr *)&any, sizeof any), EACCES);
    refused(connect(socket_kept, (struct sockaddr *)&any, sizeof any), EACCES);
  }
  // What was open stays.
  if (write(kept, "x", 1) != 1) return __LINE__;
  return 0;
}
