/* Stands for Linux on the A53 when the firmware is tried alone: starts and stops the R5 as the remoteproc driver does. One letter on UART0
 * a command, answered by the letter and one digit. g: start the R5. s: write the stop word. a: is it off (1) or on (0)? */
#include <stdint.h>

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

__attribute__((section(".text.first"))) void first(void) {
    __asm__ volatile("mov x9, #0x180000\n\tmov sp, x9" ::: "x9");
    REG(UART0) = 0x14;
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
        else if (letter == 'a')
            digit = psci(0xc4000004u, 4, 0);
        else
            continue;
        say(letter, digit);
    }
}
