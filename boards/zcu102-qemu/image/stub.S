/*
 * What CPU 0 runs first, in place of a boot loader: the arm64 boot protocol (Documentation/arm64/booting.rst) wants the physical
 * address of the device tree in x0 and zero in x1 to x3. QEMU enters here at EL1 with the MMU and caches off, which the protocol
 * allows. KERNEL and DEVICE_TREE come from layout.ts.
 */
    .text
    .globl _start
_start:
    ldr x0, =DEVICE_TREE
    mov x1, xzr
    mov x2, xzr
    mov x3, xzr
    ldr x4, =KERNEL
    br x4
