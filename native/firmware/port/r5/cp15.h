/* The coprocessor registers of the Cortex-R5 that the ports use, by the names of its TRM (DDI 0460). */
#ifndef AMP_R5_CP15_H
#define AMP_R5_CP15_H

#include <stdint.h>

#define CP15(name, op1, crn, crm, op2)                                                                                                     \
    static inline uint32_t name##_get(void) {                                                                                              \
        uint32_t value;                                                                                                                    \
        __asm__ volatile("mrc p15, " #op1 ", %0, " #crn ", " #crm ", " #op2 : "=r"(value) : : "memory");                                   \
        return value;                                                                                                                      \
    }                                                                                                                                      \
    static inline void name##_set(uint32_t value) {                                                                                        \
        __asm__ volatile("mcr p15, " #op1 ", %0, " #crn ", " #crm ", " #op2 : : "r"(value) : "memory");                                    \
    }
CP15(midr, 0, c0, c0, 0)
CP15(mpidr, 0, c0, c0, 5)
CP15(sctlr, 0, c1, c0, 0)
CP15(dfsr, 0, c5, c0, 0)
CP15(ifsr, 0, c5, c0, 1)
CP15(dfar, 0, c6, c0, 0)
CP15(ifar, 0, c6, c0, 2)
CP15(drbar, 0, c6, c1, 0)
CP15(drsr, 0, c6, c1, 2)
CP15(dracr, 0, c6, c1, 4)
CP15(rgnr, 0, c6, c2, 0)
CP15(iciallu, 0, c7, c5, 0)
CP15(dcimvac, 0, c7, c6, 1)
CP15(dccmvac, 0, c7, c10, 1)
CP15(dccmvau, 0, c7, c11, 1)
CP15(dccisw, 0, c7, c14, 2)
CP15(pmcr, 0, c9, c12, 0)
CP15(pmcntenset, 0, c9, c12, 1)
CP15(pmccntr, 0, c9, c13, 0)
CP15(dcache_invalidate_all, 0, c15, c5, 0)
CP15(ccsidr, 1, c0, c0, 0)
CP15(csselr, 2, c0, c0, 0)
#undef CP15

enum { SCTLR_M = 1u << 0, SCTLR_A = 1u << 1, SCTLR_C = 1u << 2, SCTLR_I = 1u << 12, SCTLR_V = 1u << 13, SCTLR_BR = 1u << 17 };

#define CACHE_LINE 32u /* bytes */

static inline void isb(void) {
    __asm__ volatile("isb" ::: "memory");
}
static inline void dsb(void) {
    __asm__ volatile("dsb sy" ::: "memory");
}

#endif
