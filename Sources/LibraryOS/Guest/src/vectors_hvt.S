/* One stub for each exception: pushes an error code where the processor does not, and the vector. */
.macro stub vector
  .balign 8
merlon_exception_\vector:
  .if !((\vector == 8) || ((\vector >= 10) && (\vector <= 14)) || (\vector == 17) || (\vector == 21))
  push $0
  .endif
  push $\vector
  mov %rsp, %rdi
  and $-16, %rsp
  call merlon_exception
.endm

.section .text.merlon_exceptions, "ax"
.altmacro
.set i, 0
.rept 32
  stub %i
  .set i, i + 1
.endr

.macro entry vector
  .quad merlon_exception_\vector
.endm

.section .rodata.merlon_exceptions, "a"
.balign 8
.globl merlon_exception_stubs
merlon_exception_stubs:
.set i, 0
.rept 32
  entry %i
  .set i, i + 1
.endr
.section .note.GNU-stack, "", @progbits
