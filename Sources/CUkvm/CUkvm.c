#define _GNU_SOURCE
#include "CUkvm.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_tun.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/rseq.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <sys/un.h>
#include <unistd.h>

// The end of the addresses that a process can map.
static const uint64_t ADDRESS_END = 0x7ffffffff000;

static int result(long value) { return value < 0 ? -errno : (int)value; }

static int close_with(int fd, int outcome) {
  close(fd);
  return outcome;
}

// MARK: Processes and descriptors

int ukvm_own_descriptor(void) { return result(syscall(SYS_pidfd_open, getpid(), 0)); }

int ukvm_follow_parent(int parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) return -errno;
  struct pollfd ended = {.fd = parent, .events = POLLIN};
  if (poll(&ended, 1, 0) != 0) _exit(1);
  return 0;
}

// Runs while a guest owns the registers, FS base and stack: touches none of them.
__attribute__((naked)) static void end_now(int signal) {
  __asm__("mov $1, %edi\n\t"
          "mov $231, %eax\n\t"  // exit_group
          "syscall\n\t"
          "ud2");
}

int ukvm_follow_child(void) {
  struct sigaction action = {.sa_handler = end_now, .sa_flags = SA_NOCLDSTOP};
  if (sigaction(SIGCHLD, &action, NULL) < 0) return -errno;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  return result(sigprocmask(SIG_UNBLOCK, &set, NULL));
}

void ukvm_forget_children(void) { signal(SIGCHLD, SIG_DFL); }

void ukvm_reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGALRM, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

int ukvm_alarm_at(int64_t seconds, int64_t nanoseconds) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
  struct itimerspec when = {.it_value = {.tv_sec = seconds, .tv_nsec = nanoseconds}};
  timer_t timer;
  if (timer_create(CLOCK_REALTIME, &event, &timer) < 0) return -errno;
  return result(timer_settime(timer, TIMER_ABSTIME, &when, NULL));
}

static void report(const char *text, size_t length) {
  ssize_t ignored = write(STDERR_FILENO, text, length);
  (void)ignored;
}

static void report_alarm(int number) {
  static const char text[] = "merlon-ukvm: the guest's time is over\n";
  report(text, sizeof text - 1);
  _exit(128 + number);
}

static void report_signal(int number) {
  char text[] = "merlon-ukvm: Exiting on signal NN\n";
  text[sizeof text - 4] = (char)('0' + number / 10);
  text[sizeof text - 3] = (char)('0' + number % 10);
  report(text, sizeof text - 1);
  _exit(1);
}

int ukvm_report_signals(void) {
  struct sigaction action = {.sa_handler = report_signal}, alarm = {.sa_handler = report_alarm};
  if (sigaction(SIGINT, &action, NULL) < 0 || sigaction(SIGALRM, &alarm, NULL) < 0) return -errno;
  return result(sigaction(SIGTERM, &action, NULL));
}

int ukvm_close_range(unsigned first, unsigned last) {
  if (first > last) return 0;
  if (syscall(SYS_close_range, first, last, 0) == 0) return 0;
  if (errno != ENOSYS) return -errno;
  long limit = sysconf(_SC_OPEN_MAX);
  for (unsigned fd = first; fd <= last && fd < (unsigned long)limit; fd++) close((int)fd);
  return 0;
}

int ukvm_open(const char *path, int flags) { return result(open(path, flags | O_CLOEXEC)); }

int ukvm_set_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags < 0 ? -errno : result(fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}

int ukvm_receive_without_waiting(int fd) {
  // Linux takes a negative timeout for none at all: EAGAIN at once, also for plain read(2).
  struct timeval none = {.tv_sec = -1};
  return result(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &none, sizeof none));
}

int ukvm_epoll_create(void) { return result(epoll_create1(EPOLL_CLOEXEC)); }

int ukvm_epoll_add(int epoll, int fd, uint64_t data) {
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};
  return result(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

int ukvm_timer_create(void) {
  return result(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
}

uint64_t ukvm_nanoseconds(int clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int ukvm_wait(void *set, unsigned count, uint64_t nanoseconds) {
  struct timespec time = {
      .tv_sec = (time_t)(nanoseconds / 1000000000u), .tv_nsec = (long)(nanoseconds % 1000000000u)};
  return result(ppoll(set, count, &time, NULL));
}

void ukvm_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void ukvm_become_companion(const char *name) {
  prctl(PR_SET_NAME, name, 0, 0, 0);
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  signal(SIGQUIT, SIG_IGN);
}

int ukvm_read_implies_exec(void) { return (personality(0xffffffff) & READ_IMPLIES_EXEC) != 0; }

// MARK: Sockets

int ukvm_packet_pair(int ends[2]) {
  int size = 1 << 20;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
  for (int end = 0; end < 2; end++)
    setsockopt(ends[end], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  return 0;
}

int ukvm_listen_ipv4(uint32_t address, uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
  if (fd < 0) return -errno;
  struct sockaddr_in name = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = address};
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
      bind(fd, (struct sockaddr *)&name, sizeof name) < 0 || listen(fd, SOMAXCONN) < 0)
    return close_with(fd, -errno);
  return fd;
}

int ukvm_listen_unix(const char *path) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof name.sun_path) return -ENAMETOOLONG;
  strcpy(name.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  struct stat status;
  // A socket at which nobody answers is left over from a monitor that was killed.
  if (lstat(path, &status) == 0 && S_ISSOCK(status.st_mode) &&
      connect(fd, (struct sockaddr *)&name, sizeof name) < 0 && errno == ECONNREFUSED)
    unlink(path);
  mode_t mask = umask(0177);
  int outcome = result(bind(fd, (struct sockaddr *)&name, sizeof name));
  umask(mask);
  if (outcome < 0) return close_with(fd, outcome);
  return listen(fd, 16) < 0 ? close_with(fd, -errno) : fd;
}

int ukvm_check_listener(int fd) {
  int domain = 0, listening = 0;
  socklen_t size = sizeof domain;
  if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0) return -errno;
  size = sizeof listening;
  if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) < 0) return -errno;
  return domain == AF_INET && listening ? 0 : -EINVAL;
}

// MARK: Taps

int ukvm_tap_attach(int fd, const char *name) {
  struct ifreq request = {0};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (ioctl(fd, TUNSETIFF, &request) < 0) return -errno;
  return strncmp(request.ifr_name, name, IFNAMSIZ) == 0 ? 0 : -ENODEV;
}

int ukvm_tap_filter(int fd, const struct sock_filter *filter, unsigned short count) {
  struct sock_fprog program = {.len = count, .filter = (struct sock_filter *)filter};
  return result(ioctl(fd, TUNATTACHFILTER, &program));
}

int ukvm_tap_name(int fd, char *name) {
  struct ifreq request = {0};
  if (ioctl(fd, TUNGETIFF, &request) < 0) return -errno;
  memcpy(name, request.ifr_name, IFNAMSIZ);
  return 0;
}

static int interface_request(const char *name, unsigned long request, struct ifreq *argument) {
  strncpy(argument->ifr_name, name, IFNAMSIZ - 1);
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  return close_with(fd, result(ioctl(fd, request, argument)));
}

int ukvm_interface_flags(const char *name) {
  struct ifreq request = {0};
  int outcome = interface_request(name, SIOCGIFFLAGS, &request);
  return outcome < 0 ? outcome : (unsigned short)request.ifr_flags;
}

int ukvm_interface_mtu(const char *name) {
  struct ifreq request = {0};
  int outcome = interface_request(name, SIOCGIFMTU, &request);
  return outcome < 0 ? outcome : request.ifr_mtu;
}

void ukvm_interface_disable_offloads(const char *name) {
  struct ethtool_value gro = {.cmd = ETHTOOL_SGRO}, gso = {.cmd = ETHTOOL_SGSO};
  struct ifreq request = {.ifr_data = (char *)&gro};
  interface_request(name, SIOCETHTOOL, &request);
  request = (struct ifreq){.ifr_data = (char *)&gso};
  interface_request(name, SIOCETHTOOL, &request);
}

// MARK: seccomp

int ukvm_seal(const struct sock_filter *filter, unsigned short count) {
  struct sock_fprog program = {.len = count, .filter = (struct sock_filter *)filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
  return result(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

extern const char ukvm_leave_start[], ukvm_leave_child_ended[], ukvm_leave_end[];

// The kernel writes to this thread's rseq area whenever it was preempted, and kills when it cannot.
static int leave_rseq(void) {
  unsigned length = __rseq_size > 32 ? __rseq_size : 32;
  if (__rseq_size == 0) return 0;
  char *area = (char *)__builtin_thread_pointer() + __rseq_offset;
  return result(syscall(SYS_rseq, area, length, RSEQ_FLAG_UNREGISTER, RSEQ_SIG));
}

int ukvm_leave(const struct ukvm_guest *guest, const struct sock_filter *filter,
               unsigned short count) {
  char *page = (char *)guest->scratch;
  size_t length = (size_t)(ukvm_leave_end - ukvm_leave_start);
  struct sock_fprog *program = (void *)(page + UKVM_LEAVE_CODE_BYTES);
  memcpy(page, ukvm_leave_start, length);
  memcpy(program + 1, filter, count * sizeof *filter);
  *program = (struct sock_fprog){.len = count, .filter = (struct sock_filter *)(program + 1)};
  if (mprotect(page, UKVM_LEAVE_CODE_BYTES, PROT_READ | PROT_EXEC) < 0) return -errno;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
  struct sigaction action = {.sa_flags = SA_NOCLDSTOP};
  action.sa_handler = (void (*)(int))(page + (ukvm_leave_child_ended - ukvm_leave_start));
  if (sigaction(SIGCHLD, &action, NULL) < 0) return -errno;
  int outcome = leave_rseq();
  if (outcome < 0) return outcome;
  register uint64_t entry __asm__("r13") = guest->entry;
  register uint64_t stack __asm__("r14") = guest->memory_end - 8;
  register uint64_t boot_info __asm__("r15") = guest->boot_info;
  register struct sock_fprog *fprog __asm__("r12") = program;
  __asm__ volatile("jmp *%0"
                   :
                   : "a"(page), "D"(guest->memory_end), "S"(ADDRESS_END - guest->memory_end),
                     "r"(fprog), "r"(entry), "r"(stack), "r"(boot_info)
                   : "memory");
  __builtin_unreachable();
}

// MARK: KVM

int ukvm_kvm_api_version(int kvm) { return result(ioctl(kvm, KVM_GET_API_VERSION, 0)); }
int ukvm_kvm_create_vm(int kvm) { return result(ioctl(kvm, KVM_CREATE_VM, 0)); }
int ukvm_kvm_vcpu_mmap_size(int kvm) { return result(ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0)); }
int ukvm_kvm_check_extension(int fd, long capability) {
  return result(ioctl(fd, KVM_CHECK_EXTENSION, capability));
}
int ukvm_kvm_create_vcpu(int vm) { return result(ioctl(vm, KVM_CREATE_VCPU, 0)); }

int ukvm_kvm_set_memory(int vm, void *memory, uint64_t size) {
  struct kvm_userspace_memory_region region = {
      .slot = 0, .guest_phys_addr = 0, .memory_size = size, .userspace_addr = (uint64_t)memory};
  return result(ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region));
}

int ukvm_kvm_copy_cpuid(int kvm, int vcpu) {
  enum { entries = 256 };
  struct kvm_cpuid2 *cpuid = calloc(1, sizeof *cpuid + entries * sizeof cpuid->entries[0]);
  if (!cpuid) return -ENOMEM;
  cpuid->nent = entries;
  int outcome = result(ioctl(kvm, KVM_GET_SUPPORTED_CPUID, cpuid));
  if (outcome >= 0) outcome = result(ioctl(vcpu, KVM_SET_CPUID2, cpuid));
  free(cpuid);
  return outcome;
}

int ukvm_kvm_tsc_khz(int vcpu) { return result(ioctl(vcpu, KVM_GET_TSC_KHZ, 0)); }
int ukvm_kvm_set_sregs(int vcpu, const struct kvm_sregs *sregs) {
  return result(ioctl(vcpu, KVM_SET_SREGS, sregs));
}
int ukvm_kvm_set_regs(int vcpu, const struct kvm_regs *regs) {
  return result(ioctl(vcpu, KVM_SET_REGS, regs));
}
int ukvm_kvm_run(int vcpu) { return result(ioctl(vcpu, KVM_RUN, 0)); }
uint64_t ukvm_kvm_run_request(void) { return KVM_RUN; }

struct ukvm_port_access ukvm_kvm_port_access(const struct kvm_run *run) {
  struct ukvm_port_access access = {
      .port = run->io.port,
      .is_out = run->io.direction == KVM_EXIT_IO_OUT,
      .size = run->io.size,
      .count = run->io.count,
  };
  if (access.size == 4)
    memcpy(&access.value, (const char *)run + run->io.data_offset, sizeof access.value);
  return access;
}
