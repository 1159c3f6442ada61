/* Vectors in ATCM at 0 and what runs before the DDR part does. */
    .syntax unified
    .arm

    .section .vectors, "ax"
    .global vectors
vectors:
    .rept 8
    ldr pc, [pc, #24]   /* the word eight further on */
    .endr
    .word start
    .word exception_undef
    .word exception_svc
    .word exception_prefetch
    .word exception_data
    .word exception_other
    .word exception_other
    .word exception_other

    .section .start, "ax"
start:
    cpsid aif, #0x13
    /* Boot firmware may have run before us: caches and MPU off (firmware_main switches them on in order), vectors low. */
    mrc p15, 0, r0, c1, c0, 0
    bic r0, r0, #0x0005
    bic r0, r0, #0x3000
    dsb sy
    mcr p15, 0, r0, c1, c0, 0
    isb
    ldr sp, =stack_top
    ldr r0, =bss_start
    ldr r1, =bss_end
    mov r2, #0
1:  cmp r0, r1
    strlo r2, [r0], #4
    blo 1b
    ldr pc, =firmware_main
    .ltorg
