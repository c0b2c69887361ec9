// What Swift cannot import: variadic calls, function-like macros, bit-fields and the two jumps
// that leave Swift for good. No logic. Calls return -errno on failure unless said otherwise.
#pragma once

#include <linux/filter.h>
#include <linux/kvm.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: Processes and descriptors

/// Forks while the process still has one thread; 0 in the child, its pid in the parent. Where the
/// kernel lets it be so, the child and its children see no other process.
pid_t ukvm_fork_apart(void);
/// A descriptor of this very process; it becomes readable when the process ends.
int ukvm_own_descriptor(void);
/// Ends the calling process when its parent ends, and now if that has already happened, which
/// `parent`, the parent's descriptor, tells.
int ukvm_follow_parent(int parent);
/// Ends this process with status 1, by a handler that needs no stack or TLS of ours, as soon as
/// a child ends.
int ukvm_follow_child(void);
/// Undoes `ukvm_follow_child`, in the child.
void ukvm_forget_children(void);
/// Undoes what a parent left: SIGINT, SIGTERM and SIGALRM end the process, no signal is blocked, and a
/// closed standard output ends nothing.
void ukvm_reset_signals(void);
/// Makes the kernel send SIGALRM to this process once the clock of the day shows so late a time.
int ukvm_alarm_at(int64_t seconds, int64_t nanoseconds);
/// Reports SIGINT, SIGTERM and SIGALRM on standard error and ends with status 1, or with the status
/// that a shell gives to an end by SIGALRM.
int ukvm_report_signals(void);
/// Closes every descriptor from `first` to `last`, both included.
int ukvm_close_range(unsigned first, unsigned last);
int ukvm_open(const char *path, int flags);
int ukvm_set_nonblocking(int fd);
/// Makes reads of a blocking socket return at once when there is nothing, while writes still wait.
int ukvm_receive_without_waiting(int fd);
/// The descriptors of an spt guest's wait: an epoll set, and a timer in it that reports as
/// UKVM_TIMER_EVENT.
int ukvm_epoll_create(void);
int ukvm_epoll_add(int epoll, int fd, uint64_t data);
int ukvm_timer_create(void);
#define UKVM_TIMER_EVENT 0xfffffffeu
/// The time of a clock in nanoseconds.
uint64_t ukvm_nanoseconds(int clock);
/// Waits for one of `count` descriptors of a `struct pollfd` array for at most so long; how many are ready.
int ukvm_wait(void *set, unsigned count, uint64_t nanoseconds);
/// Whether this process runs with READ_IMPLIES_EXEC, which would undo write-or-execute.
int ukvm_read_implies_exec(void);

/// Lets this process have as many descriptors as it may.
void ukvm_raise_descriptor_limit(void);
/// Names the process as `ps` shows it, and ignores what the terminal sends to the whole group.
void ukvm_become_companion(const char *name);

// MARK: Confinement

/// Enters namespaces of mounts, network, IPC and host names with nothing of others in them; with
/// `users_too` also one of users, which gives the right to the rest.
int ukvm_enter_namespaces(int users_too);
int ukvm_enter_user_namespace(void);
/// Lays an empty file system over a folder of this mount namespace and goes there.
int ukvm_cover_root(void);
/// Makes where `ukvm_cover_root` went the root.
int ukvm_enter_root(void);
/// Takes on user and group `id` and leaves all other groups; -EINVAL if there is no such user.
int ukvm_become(unsigned id);
int ukvm_drop_capabilities(void);
/// Gives up all files but open ones, TCP ports, and, where the kernel can, others' abstract sockets.
int ukvm_landlock(void);
/// No core dumps or locked memory, no descriptor from `descriptors` on, and no children or threads
/// if it `is_alone`.
int ukvm_limit_resources(unsigned descriptors, int is_alone);

// MARK: Sockets

/// Two connected ends that keep the bounds of packets, in `ends[0]` and `ends[1]`.
int ukvm_packet_pair(int ends[2]);
int ukvm_listen_ipv4(uint32_t address, uint16_t port);
int ukvm_listen_unix(const char *path);
/// 0 if `fd` is a listening IPv4 stream socket.
int ukvm_check_listener(int fd);

// MARK: Taps

int ukvm_tap_attach(int fd, const char *name);
/// Lets only those frames through to whoever reads the tap that `filter` keeps.
int ukvm_tap_filter(int fd, const struct sock_filter *filter, unsigned short count);
/// Puts the name of the interface behind a tap descriptor into `name` (16 bytes).
int ukvm_tap_name(int fd, char *name);
/// The flags (IFF_…) of an interface, ≥ 0.
int ukvm_interface_flags(const char *name);
/// The MTU of an interface, ≥ 0.
int ukvm_interface_mtu(const char *name);
/// Switches receive merging and segmentation offload off; failures are of no consequence.
void ukvm_interface_disable_offloads(const char *name);

// MARK: seccomp

/// Gives up new privileges and installs `filter` for this process.
int ukvm_seal(const struct sock_filter *filter, unsigned short count);

/// What `ukvm_leave` needs to know of an spt guest.
struct ukvm_guest {
  uint64_t entry;
  uint64_t boot_info;
  uint64_t memory_end;
  uint64_t scratch;  // unused, mapped, writable guest memory: a page for code, then the filter
};
#define UKVM_LEAVE_CODE_BYTES 4096
/// Unmaps everything above the guest's memory, this program included, installs `filter` and jumps
/// to the guest. Returns only on failure, -errno; what fails after that ends the process with 1.
int ukvm_leave(const struct ukvm_guest *guest, const struct sock_filter *filter,
               unsigned short count);

// MARK: KVM

int ukvm_kvm_api_version(int kvm);
int ukvm_kvm_create_vm(int kvm);
int ukvm_kvm_vcpu_mmap_size(int kvm);
int ukvm_kvm_check_extension(int fd, long capability);
int ukvm_kvm_create_vcpu(int vm);
int ukvm_kvm_set_memory(int vm, void *memory, uint64_t size);
/// Hands the host's supported CPUID to the vCPU unchanged.
int ukvm_kvm_copy_cpuid(int kvm, int vcpu);
int ukvm_kvm_tsc_khz(int vcpu);
int ukvm_kvm_set_sregs(int vcpu, const struct kvm_sregs *sregs);
int ukvm_kvm_set_regs(int vcpu, const struct kvm_regs *regs);
int ukvm_kvm_run(int vcpu);
/// The number of the KVM_RUN request, for the filter.
uint64_t ukvm_kvm_run_request(void);

/// The port access of a `kvm_run` whose exit reason is KVM_EXIT_IO.
struct ukvm_port_access {
  uint16_t port;
  uint8_t is_out;
  uint8_t size;
  uint32_t count;
  uint32_t value;  // the value written, when `size` is 4
};
struct ukvm_port_access ukvm_kvm_port_access(const struct kvm_run *run);
