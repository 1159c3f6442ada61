/* Stands for Linux on the A53 when the firmware is tried alone: starts and stops the R5 as the remoteproc driver does. One letter on UART0
 * a command, answered by the letter and one digit. g: start the R5. s: write the stop word. a: is it off (1) or on (0)? w: write into
 * the guard page below the window. Says r when it is ready. */
#include <stdint.h>

/* The loader starts at the first byte, without a stack. Top-level assembly comes out in front with -fno-toplevel-reorder. */
__asm__(".text\n.global first\nfirst: mov x9, #0x180000\n mov sp, x9\n b loop");

#define REG(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define UART0 0xff000000u
#ifndef AMP_R5_ENTRY
#define AMP_R5_ENTRY AMP_FW_BASE
#endif

static uint64_t psci(uint64_t function, uint64_t target, uint64_t entry) {
    register uint64_t x0 __asm__("x0") = function;
    register uint64_t x1 __asm__("x1") = target;
    register uint64_t x2 __asm__("x2") = entry;
    register uint64_t x3 __asm__("x3") = 0;
    __asm__ volatile("smc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}

static void say(char letter, uint64_t digit) {
    const char line[3] = {letter, (char)(digit < 10 ? '0' + digit : 'x'), '\n'};
    for (int i = 0; i < 3; i++) {
        while (REG(UART0 + 0x2c) & 0x10)
            ;
        REG(UART0 + 0x30) = (uint32_t)line[i];
    }
}

void loop(void);

void loop(void) {
    REG(UART0) = 0x14;
    say('r', 0);
    for (;;) {
        if (REG(UART0 + 0x2c) & 2) {
            for (volatile int i = 0; i < 20000; i++)
                ;
            continue;
        }
        const char letter = (char)REG(UART0 + 0x30);
        uint64_t digit = 0;
        if (letter == 'g')
            digit = psci(0xc4000003u, 4, AMP_R5_ENTRY);
        else if (letter == 's')
            REG(AMP_FW_BASE + AMP_FW_SIZE - 4) = 0x0ff0ff0fu;
        else if (letter == 'w')
            REG(AMP_SHM_BASE - 8) ^= 0x10;
        else if (letter == 'a')
            digit = psci(0xc4000004u, 4, 0);
        else
            continue;
        say(letter, digit);
    }
}
