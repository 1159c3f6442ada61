/* Time of job results, and the pause of a spin-wait. The rate is the side's own (`tickHz` of the addon, `hz` of the firmware's `id`). */
#ifndef AMP_TICKS_H
#define AMP_TICKS_H

#include <stdint.h>

/* Supplied by ticks_host.c on x86-64 (nanoseconds of CLOCK_MONOTONIC) and by the firmware's port on ARMv7-R, which extends the 32-bit
 * PMCCNTR: every job step calls it, so a counter that wraps in seconds can be extended without an interrupt. Must never go backwards. */
uint64_t amp_port_ticks(void);

static inline uint64_t amp_ticks(void) {
#if defined(__aarch64__)
    uint64_t t;
    /* ISB: the counter may otherwise be read ahead of the work that it is to time. */
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(t) : : "memory");
    return t;
#else
    return amp_port_ticks();
#endif
}

static inline void amp_relax(void) {
#if defined(__x86_64__)
    __asm__ volatile("pause" ::: "memory");
#else
    __asm__ volatile("yield" ::: "memory");
#endif
}

#endif
