// What Swift cannot import: variadic calls, function-like macros, bit-fields and the two jumps
// that leave Swift for good. No logic. Calls return -errno on failure unless said otherwise.
#pragma once

#include <linux/filter.h>
#include <linux/kvm.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: Processes and descriptors

/// Forks while the process still has one thread; 0 in the child, its pid in the parent.
pid_t ukvm_fork(void);
/// Ends the calling process when its parent ends, and now if that has already happened.
int ukvm_follow_parent(pid_t parent);
/// Ends this process with status 1, by a handler that needs no stack or TLS of ours, as soon as
/// a child ends.
int ukvm_follow_child(void);
/// Undoes `ukvm_follow_child`, in the child.
void ukvm_forget_children(void);
/// Undoes what a parent left: SIGINT and SIGTERM end the process, no signal is blocked, and a
/// closed standard output ends nothing.
void ukvm_reset_signals(void);
/// Reports SIGINT and SIGTERM on standard error and ends with status 1.
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

// MARK: Sockets

/// Two connected ends that keep the bounds of packets, in `ends[0]` and `ends[1]`.
int ukvm_packet_pair(int ends[2]);
int ukvm_listen_ipv4(uint32_t address, uint16_t port);
int ukvm_listen_unix(const char *path);
/// 0 if `fd` is a listening IPv4 stream socket.
int ukvm_check_listener(int fd);

// MARK: Taps

int ukvm_tap_attach(int fd, const char *name);
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
