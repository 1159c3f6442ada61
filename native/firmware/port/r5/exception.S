/* Exception entries. None returns to where it came from: each reports to C in its own mode, on a stack of its own, and resumes in
 * Supervisor mode at the innermost recovery point. So nothing of the interrupted code needs to be saved. */
    .syntax unified
    .arm

    .section .text.exception, "ax"

    /* kind as enum fault_kind; adjust: from LR to the instruction that faulted. */
    .macro entry name, kind, adjust
    .global \name
\name:
    ldr sp, =exception_stack_top
    sub r1, lr, #\adjust
    mov r0, #\kind
    b exception_report
    .endm

    entry exception_data, 0, 8
    entry exception_prefetch, 1, 4
    entry exception_undef, 2, 4
    /* IRQ, FIQ, and an SVC that did not come from User mode (user.S): nothing here raises them, so one that comes is told as an undefined instruction. */
    entry exception_other, 2, 4

exception_report:
    bl recovery_fault
    cps #0x13
    ldmia r0!, {r4-r11}
    ldr sp, [r0]
    ldr lr, [r0, #4]
    cpsie a             /* the entry masked further imprecise aborts */
    mov r0, #1
    bx lr

    /* int recovery_save(uint32_t *registers): 0 now, 1 when a fault comes back to it. */
    .global recovery_save
    .type recovery_save, %function
recovery_save:
    stmia r0!, {r4-r11}
    str sp, [r0]
    str lr, [r0, #4]
    mov r0, #0
    bx lr

    .section .bss.exception, "aw", %nobits
    .align 3
    .space 1024
exception_stack_top:
