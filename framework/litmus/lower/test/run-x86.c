/*
 * Runs compiled threads: each line of the input is code, cell and number of outs (hexadecimal bytes, decimal number), each line of the
 * output the outs and the cell afterwards. The code is never writable and executable at once. A register that the caller owns and gets back
 * changed ends the program.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CODE_SPACE = 1 << 16, CELL_SPACE = 4096, OUTS = 64 };

static unsigned char code[CODE_SPACE];
_Alignas(64) static uint8_t cell[CELL_SPACE];
static uint32_t outs[OUTS];

/* rdi thread, rsi cell, rdx outs. Returns 0 when rbx, rbp, r12 to r15 and rsp are as they were. */
uint64_t call_checked(void *thread, volatile uint8_t *at, uint32_t *out);
__asm__(".text\n"
        ".globl call_checked\n"
        "call_checked:\n"
        "  push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n"
        "  mov %rdi, %rax\n mov %rsi, %rdi\n mov %rdx, %rsi\n"
        "  mov $0x1111, %rbx\n mov $0x2222, %rbp\n mov $0x3333, %r12\n mov $0x4444, %r13\n mov $0x5555, %r14\n mov %rsp, %r15\n"
        "  call *%rax\n"
        "  mov %r15, %rax\n sub %rsp, %rax\n mov %r15, %rsp\n"
        "  xor $0x1111, %rbx\n or %rbx, %rax\n xor $0x2222, %rbp\n or %rbp, %rax\n xor $0x3333, %r12\n or %r12, %rax\n"
        "  xor $0x4444, %r13\n or %r13, %rax\n xor $0x5555, %r14\n or %r14, %rax\n"
        "  pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n"
        "  ret\n");

static size_t read_hex(const char *text, uint8_t *bytes, size_t space) {
    size_t length = strlen(text) / 2;
    if (length > space)
        exit(2);
    for (size_t i = 0; i < length; i += 1) {
        unsigned value;
        if (sscanf(text + 2 * i, "%2x", &value) != 1)
            exit(2);
        bytes[i] = (uint8_t)value;
    }
    return length;
}

int main(void) {
    static char code_text[2 * CODE_SPACE + 1];
    static char cell_text[2 * CELL_SPACE + 1];
    unsigned count;
    uint8_t *place = mmap(NULL, CODE_SPACE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED)
        return 2;
    while (scanf("%131072s %8192s %u", code_text, cell_text, &count) == 3) {
        size_t code_length = read_hex(code_text, code, sizeof code);
        size_t cell_length = read_hex(cell_text, cell, sizeof cell);
        if (count >= OUTS)
            return 2;
        if (mprotect(place, CODE_SPACE, PROT_READ | PROT_WRITE))
            return 2;
        memcpy(place, code, code_length);
        if (mprotect(place, CODE_SPACE, PROT_READ | PROT_EXEC))
            return 2;
        memset(outs, 0xee, sizeof outs);
        if (call_checked(place, cell, outs)) {
            fprintf(stderr, "a callee-saved register was changed by %s\n", code_text);
            return 3;
        }
        for (size_t i = 0; i < 4 * count; i += 1)
            printf("%02x", ((const uint8_t *)outs)[i]);
        if (outs[count] != 0xeeeeeeee)
            return 4;
        printf(":");
        for (size_t i = 0; i < cell_length; i += 1)
            printf("%02x", cell[i]);
        printf("\n");
    }
    return 0;
}
