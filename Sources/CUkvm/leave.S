// The last code of the monitor in an spt guest's address space. It is copied to a page below the
// guest, and from there takes away everything that the monitor was: code, heap, stack, environment.
//
// In: rdi, rsi = what to unmap (address, length); r12 = struct sock_fprog; r13 = entry;
//     r14 = the guest's stack; r15 = boot info. Uses no memory of its own.
  .section .rodata, "a", @progbits
  .globl ukvm_leave_start, ukvm_leave_child_ended, ukvm_leave_end
  .hidden ukvm_leave_start, ukvm_leave_child_ended, ukvm_leave_end
ukvm_leave_start:
  mov $11, %eax              // munmap
  syscall
  test %rax, %rax
  jnz ukvm_leave_child_ended
  mov $317, %eax             // seccomp
  mov $1, %edi               // SECCOMP_SET_MODE_FILTER
  xor %esi, %esi
  mov %r12, %rdx
  syscall
  test %rax, %rax
  jnz ukvm_leave_child_ended
  mov %r14, %rsp
  mov %r15, %rdi
  mov %r13, %rax
  xor %ebx, %ebx
  xor %ecx, %ecx
  xor %edx, %edx
  xor %ebp, %ebp
  xor %r8d, %r8d
  xor %r9d, %r9d
  xor %r10d, %r10d
  xor %r11d, %r11d
  xor %r12d, %r12d
  xor %r13d, %r13d
  xor %r14d, %r14d
  xor %r15d, %r15d
  cld
  jmp *%rax
// Also the handler of SIGCHLD: runs whatever the guest has in its registers, and does not return.
ukvm_leave_child_ended:
  mov $1, %edi
  mov $231, %eax             // exit_group
  syscall
  ud2
ukvm_leave_end:
  .section .note.GNU-stack, "", @progbits
