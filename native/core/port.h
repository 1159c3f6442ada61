/* The accessor: every load and store of native/core on the mapping goes through these names, so that another variant (a modelled
 * memory for the simulator) replaces this file and nothing else. The variant here is direct: one naturally aligned volatile access.
 *
 * Why not memcpy or a plain loop: Linux maps UIO memory Device-nGnRnE on arm64, where an unaligned or SIMD access or DC ZVA is a
 * SIGBUS. `volatile` forbids gcc to merge, widen, split or vectorise; core_disassembly in the tests checks what it made of it.
 *
 * The address must be a multiple of the width; callers check.
 */
#ifndef AMP_PORT_H
#define AMP_PORT_H

#include <stdint.h>

#if !defined(__aarch64__) && !defined(__x86_64__) && !defined(__arm__)
#error "native/core knows AArch64, ARMv7-R and x86-64"
#endif

#define AMP_LD8(p) (*(const volatile uint8_t *)(p))
#define AMP_LD16(p) (*(const volatile uint16_t *)(p))
#define AMP_LD32(p) (*(const volatile uint32_t *)(p))
#define AMP_ST8(p, v) (*(volatile uint8_t *)(p) = (v))
#define AMP_ST16(p, v) (*(volatile uint16_t *)(p) = (v))
#define AMP_ST32(p, v) (*(volatile uint32_t *)(p) = (v))

#if defined(__arm__)
/* gcc is free to make two LDRs of a 64-bit volatile; LDRD/STRD is one instruction (not architecturally single-copy atomic on ARMv7-R). */
static inline uint64_t amp_direct_ld64(const volatile void *p) {
    uint64_t v;
    __asm__ volatile("ldrd %0, %H0, [%1]" : "=r"(v) : "r"(p) : "memory");
    return v;
}
static inline void amp_direct_st64(volatile void *p, uint64_t v) {
    __asm__ volatile("strd %0, %H0, [%1]" : : "r"(v), "r"(p) : "memory");
}
#define AMP_LD64(p) amp_direct_ld64(p)
#define AMP_ST64(p, v) amp_direct_st64((p), (v))
#else
#define AMP_LD64(p) (*(const volatile uint64_t *)(p))
#define AMP_ST64(p, v) (*(volatile uint64_t *)(p) = (v))
#endif

/* Width 128: two 64-bit halves, lower address first, 16-byte aligned. LDP/STP of X registers on AArch64 (one instruction, not
 * single-copy atomic); elsewhere two 64-bit accesses in address order. */
struct amp_pair {
    uint64_t lo, hi;
};

#if defined(__aarch64__)
static inline struct amp_pair amp_direct_ld128(const volatile void *p) {
    struct amp_pair v;
    __asm__ volatile("ldp %0, %1, [%2]" : "=&r"(v.lo), "=&r"(v.hi) : "r"(p) : "memory");
    return v;
}
static inline void amp_direct_st128(volatile void *p, struct amp_pair v) {
    __asm__ volatile("stp %0, %1, [%2]" : : "r"(v.lo), "r"(v.hi), "r"(p) : "memory");
}
#else
static inline struct amp_pair amp_direct_ld128(const volatile void *p) {
    struct amp_pair v;
    v.lo = AMP_LD64(p);
    v.hi = AMP_LD64((const volatile uint8_t *)p + 8);
    return v;
}
static inline void amp_direct_st128(volatile void *p, struct amp_pair v) {
    AMP_ST64(p, v.lo);
    AMP_ST64((volatile uint8_t *)p + 8, v.hi);
}
#endif
#define AMP_LD128(p) amp_direct_ld128(p)
#define AMP_ST128(p, v) amp_direct_st128((p), (v))

#endif
