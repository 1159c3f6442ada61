/* Entered by PSCI CPU_ON in Supervisor mode, MPU and caches off, everything masked, SCTLR.V set: vectors at 0xFFFF0000. */
    .syntax unified
    .arm

    .section .start, "ax"
    .global _start
_start:
    cpsid aif, #0x13
    ldr sp, =stack_top
    ldr r0, =bss_start
    ldr r1, =bss_end
    mov r2, #0
1:  cmp r0, r1
    strlo r2, [r0], #4
    blo 1b
    b firmware_main
