/*
 * Runs compiled threads on an emulated core without a system: QEMU's machine `virt`, AArch64 or A32. The loader puts the cases at CASES;
 * what each left goes to the host's file `left.bin` by semihosting. Built with a position-dependent start address and nothing but this
 * file.
 */
#include <stddef.h>
#include <stdint.h>

enum { CODE_SPACE = 1 << 16, CELL_SPACE = 4096, OUTS = 64, SYS_OPEN = 0x01, SYS_WRITE = 0x05, SYS_EXIT = 0x18, WRITE_BINARY = 5 };
enum { EXIT_DONE = 0x20026, EXIT_FAILED = 0x20023 };

static const uint32_t *const CASES = (const uint32_t *)0x42000000;

_Alignas(64) static uint32_t code[CODE_SPACE / 4];
_Alignas(64) static uint32_t cell[CELL_SPACE / 4];
static uint32_t outs[OUTS];

/* Calls thread(at, out) with known values in the registers that the caller owns; returns 0 when it got them and the stack pointer back. */
uintptr_t call_checked(void *thread, volatile uint32_t *at, uint32_t *out);
static uintptr_t semihost(uintptr_t operation, uintptr_t argument);
void run(void);

#if defined(__aarch64__)
__asm__(".section .start,\"ax\"\n"
        ".globl _start\n_start:\n ldr x0, =0x41000000\n mov sp, x0\n bl run\n"
        ".text\n.globl call_checked\ncall_checked:\n"
        " stp x29, x30, [sp, #-112]!\n stp x19, x20, [sp, #16]\n stp x21, x22, [sp, #32]\n stp x23, x24, [sp, #48]\n"
        " stp x25, x26, [sp, #64]\n stp x27, x28, [sp, #80]\n str x18, [sp, #96]\n"
        " mov x9, x0\n mov x0, x1\n mov x1, x2\n mov x29, sp\n"
        " mov x18, #18\n mov x19, #19\n mov x20, #20\n mov x21, #21\n mov x22, #22\n mov x23, #23\n"
        " mov x24, #24\n mov x25, #25\n mov x26, #26\n mov x27, #27\n mov x28, #28\n"
        " blr x9\n"
        " mov x1, sp\n eor x0, x1, x29\n mov sp, x29\n"
        " sub x18, x18, #18\n sub x19, x19, #19\n sub x20, x20, #20\n sub x21, x21, #21\n sub x22, x22, #22\n sub x23, x23, #23\n"
        " sub x24, x24, #24\n sub x25, x25, #25\n sub x26, x26, #26\n sub x27, x27, #27\n sub x28, x28, #28\n"
        " orr x0, x0, x18\n orr x0, x0, x19\n orr x0, x0, x20\n orr x0, x0, x21\n orr x0, x0, x22\n orr x0, x0, x23\n"
        " orr x0, x0, x24\n orr x0, x0, x25\n orr x0, x0, x26\n orr x0, x0, x27\n orr x0, x0, x28\n"
        " ldr x18, [sp, #96]\n ldp x27, x28, [sp, #80]\n ldp x25, x26, [sp, #64]\n ldp x23, x24, [sp, #48]\n"
        " ldp x21, x22, [sp, #32]\n ldp x19, x20, [sp, #16]\n ldp x29, x30, [sp], #112\n ret\n");

static uintptr_t semihost(uintptr_t operation, uintptr_t argument) {
    register uintptr_t x0 __asm__("x0") = operation;
    register uintptr_t x1 __asm__("x1") = argument;
    __asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
    return x0;
}

static void leave(uintptr_t reason) {
    uintptr_t block[2] = {reason, 0};
    semihost(SYS_EXIT, (uintptr_t)block);
}
#else
__asm__(".section .start,\"ax\"\n"
        ".globl _start\n_start:\n ldr sp, =0x41000000\n bl run\n"
        ".text\n.globl call_checked\ncall_checked:\n"
        " push {r4-r11, lr}\n sub sp, sp, #4\n"
        " mov r12, r0\n mov r0, r1\n mov r1, r2\n"
        " mov r4, #4\n mov r5, #5\n mov r6, #6\n mov r7, #7\n mov r8, #8\n mov r9, #9\n mov r10, #10\n mov r11, sp\n"
        " blx r12\n"
        " eor r0, r11, sp\n mov sp, r11\n"
        " eor r4, r4, #4\n orr r0, r0, r4\n eor r5, r5, #5\n orr r0, r0, r5\n eor r6, r6, #6\n orr r0, r0, r6\n"
        " eor r7, r7, #7\n orr r0, r0, r7\n eor r8, r8, #8\n orr r0, r0, r8\n eor r9, r9, #9\n orr r0, r0, r9\n"
        " eor r10, r10, #10\n orr r0, r0, r10\n"
        " add sp, sp, #4\n pop {r4-r11, pc}\n");

static uintptr_t semihost(uintptr_t operation, uintptr_t argument) {
    register uintptr_t r0 __asm__("r0") = operation;
    register uintptr_t r1 __asm__("r1") = argument;
    __asm__ volatile("svc #0x123456" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static void leave(uintptr_t reason) {
    semihost(SYS_EXIT, reason);
}
#endif

static void copy(volatile uint32_t *to, const uint32_t *from, size_t words) {
    for (size_t i = 0; i < words; i += 1)
        to[i] = from[i];
}

static void write_words(uintptr_t file, const uint32_t *words, size_t count) {
    uintptr_t block[3] = {file, (uintptr_t)words, 4 * count};
    if (semihost(SYS_WRITE, (uintptr_t)block) != 0)
        leave(EXIT_FAILED);
}

/* A case: words of code, words of the cell, number of outs, then the code and the cell. */
void run(void) {
    static const char name[] = "left.bin";
    uintptr_t open[3] = {(uintptr_t)name, WRITE_BINARY, sizeof name - 1};
    uintptr_t file = semihost(SYS_OPEN, (uintptr_t)open);
    const uint32_t *at = CASES + 1;
    for (uint32_t left = CASES[0]; left > 0; left -= 1) {
        uint32_t code_words = at[0], cell_words = at[1], count = at[2];
        copy(code, at + 3, code_words);
        copy(cell, at + 3 + code_words, cell_words);
        at += 3 + code_words + cell_words;
        __asm__ volatile("dsb sy\n isb" ::: "memory");
        for (size_t i = 0; i < OUTS; i += 1)
            outs[i] = 0xeeeeeeee;
        if (call_checked(code, cell, outs) != 0 || outs[count] != 0xeeeeeeee)
            leave(EXIT_FAILED);
        write_words(file, outs, count);
        write_words(file, cell, cell_words);
    }
    leave(EXIT_DONE);
}
