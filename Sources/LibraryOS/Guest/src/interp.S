/* An image executed by mistake as a Linux program fails at once instead of crashing. */
.section .interp, "a"
.balign 8
.asciz "/nonexistent/solo5/"
.balign 8
.section .note.GNU-stack, "", @progbits
