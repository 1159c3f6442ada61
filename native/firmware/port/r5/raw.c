/* One instruction an access, so that a misaligned or forbidden one faults as itself. */
#include "../../port.h"

uint64_t port_peek(unsigned bytes, uint64_t address) {
    const uint32_t at = (uint32_t)address;
    uint64_t wide;
    uint32_t value;
    switch (bytes) {
    case 1:
        __asm__ volatile("ldrb %0, [%1]\n\tdsb sy" : "=r"(value) : "r"(at) : "memory");
        return value;
    case 2:
        __asm__ volatile("ldrh %0, [%1]\n\tdsb sy" : "=r"(value) : "r"(at) : "memory");
        return value;
    case 4:
        __asm__ volatile("ldr %0, [%1]\n\tdsb sy" : "=r"(value) : "r"(at) : "memory");
        return value;
    default:
        __asm__ volatile("ldrd %0, %H0, [%1]\n\tdsb sy" : "=r"(wide) : "r"(at) : "memory");
        return wide;
    }
}

void port_poke(unsigned bytes, uint64_t address, uint64_t value) {
    const uint32_t at = (uint32_t)address;
    const uint32_t low = (uint32_t)value;
    switch (bytes) {
    case 1:
        __asm__ volatile("strb %0, [%1]\n\tdsb sy" : : "r"(low), "r"(at) : "memory");
        break;
    case 2:
        __asm__ volatile("strh %0, [%1]\n\tdsb sy" : : "r"(low), "r"(at) : "memory");
        break;
    case 4:
        __asm__ volatile("str %0, [%1]\n\tdsb sy" : : "r"(low), "r"(at) : "memory");
        break;
    default:
        __asm__ volatile("strd %0, %H0, [%1]\n\tdsb sy" : : "r"(value), "r"(at) : "memory");
        break;
    }
}
