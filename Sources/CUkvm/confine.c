// What confines a process besides seccomp: namespaces, an empty root, Landlock, a user of no rights.
#define _GNU_SOURCE
#include "CUkvm.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int result(long value) { return value < 0 ? -errno : (int)value; }

int ukvm_enter_namespaces(int users_too) {
  int own = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  return result(unshare(own | (users_too ? CLONE_NEWUSER : 0)));
}

int ukvm_enter_user_namespace(void) { return result(unshare(CLONE_NEWUSER)); }

// Not by unshare(2): KVM gives a thread to a process that runs a machine, and the kernel gives none
// to one whose children are elsewhere.
pid_t ukvm_fork_apart(void) {
  static const int ways[] = {CLONE_NEWPID, CLONE_NEWPID | CLONE_NEWUSER, 0};
  long child = -1;
  for (size_t at = 0; child < 0 && at < sizeof ways / sizeof *ways; at++)
    child = syscall(SYS_clone, ways[at] | SIGCHLD, 0, 0, 0, 0);
  return result(child);
}

int ukvm_cover_root(void) {
  // Any folder that is always there: it is covered in this namespace alone.
  static const char place[] = "/dev";
  unsigned long flags = MS_RDONLY | MS_NODEV | MS_NOEXEC | MS_NOSUID;
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return -errno;
  if (mount("none", place, "tmpfs", flags, "mode=555") < 0) return -errno;
  return result(chdir(place));
}

// The old root stays where no path leads: to take it away means waiting for other processors, for
// milliseconds.
int ukvm_enter_root(void) { return result(chroot(".")); }

int ukvm_landlock(void) {
  // The kernel's header of today: Debian's is older than what its kernels may know.
  enum { version = 1, files_only = 8, with_ports = 16, with_scopes = 24 };
  struct { uint64_t files, ports, scopes; } all = {.ports = 3};
  // Abstract sockets, but not signals: the one by which a process ends with its parent is the
  // parent's.
  all.scopes = 1;
  int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, version);
  if (abi < 0) return -errno;
  all.files = abi >= 5 ? 0xffff : abi >= 3 ? 0x7fff : abi >= 2 ? 0x3fff : 0x1fff;
  size_t size = abi >= 6 ? with_scopes : abi >= 4 ? with_ports : files_only;
  int rules = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
  if (rules < 0) return -errno;
  int outcome = result(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  if (outcome >= 0) outcome = result(syscall(SYS_landlock_restrict_self, rules, 0));
  close(rules);
  return outcome;
}

int ukvm_become(unsigned id) {
  int last_signal = 0;
  pid_t parent = getppid();
  if (prctl(PR_GET_PDEATHSIG, &last_signal, 0, 0, 0) < 0) return -errno;
  gid_t group = getegid();
  if (setresgid(id, id, id) < 0) return -errno;
  if (setgroups(0, NULL) < 0 || setresuid(id, id, id) < 0) {
    int failure = -errno;
    return setresgid(group, group, group) < 0 ? -errno : failure;
  }
  if (last_signal == 0) return 0;
  // Who becomes another forgets to end with its parent.
  if (prctl(PR_SET_PDEATHSIG, last_signal, 0, 0, 0) < 0) return -errno;
  if (getppid() != parent) _exit(1);
  return 0;
}

int ukvm_drop_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  return result(syscall(SYS_capset, &header, none));
}

int ukvm_limit_resources(unsigned descriptors, int is_alone) {
  const struct { int resource; rlim_t most; } limits[] = {
      {RLIMIT_CORE, 0}, {RLIMIT_MEMLOCK, 0}, {RLIMIT_MSGQUEUE, 0}, {RLIMIT_NOFILE, descriptors},
      {RLIMIT_NPROC, is_alone ? 0 : RLIM_INFINITY},
  };
  for (size_t at = 0; at < sizeof limits / sizeof *limits; at++) {
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)limits[at].resource, &limit) < 0) return -errno;
    if (limit.rlim_max > limits[at].most) limit.rlim_max = limits[at].most;
    if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    if (setrlimit((__rlimit_resource_t)limits[at].resource, &limit) < 0) return -errno;
  }
  return 0;
}
