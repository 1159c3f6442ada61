/* What an MPU region allows User mode is seen from User mode only. The page of `user_code` is all that User mode may execute besides the
 * window: a port's plan gives it PRIV_RO_USER_RO. It has a page of its own, so that nothing else gets that permission. */
    .syntax unified
    .arm

    .section .text.user, "ax"
    .balign 4096
    .global user_code
user_code:
    .global user_read
user_read:
    ldr r0, [r0]
    dsb sy              /* an imprecise abort is taken here, not later */
    svc #0
    .global user_write
user_write:
    str r1, [r0]
    dsb sy
    svc #0
    .global user_execute
user_execute:
    blx r0
    svc #0
    .balign 4096

    .section .text.user_call, "ax"
    /* uint32_t user_call(uint32_t address, uint32_t value, const void *code): runs code in User mode, gives the r0 that it ends with. A fault in
     * it is taken as any other. */
    .global user_call
    .type user_call, %function
user_call:
    push {r4-r11, lr}
    mrs r3, cpsr
    bic r3, r3, #0x1f
    orr r3, r3, #0x10
    msr spsr_cxsf, r3
    movs pc, r2         /* mode and address at once; sp of Supervisor mode stays where exception_svc finds it */

    /* A supervisor call of User mode is the end of user_call; none other is ever made. */
    .global exception_svc
exception_svc:
    mrs r1, spsr
    and r1, r1, #0x1f
    cmp r1, #0x10
    bne exception_other
    pop {r4-r11, pc}
