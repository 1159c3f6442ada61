/* The accessor: every load and store of native/core on the mapping goes through these names. Compiled with AMP_MODELLED they are calls of
 * the simulator's model of memory (port_modelled.h); else they are direct: one naturally aligned volatile access.
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

/* Inline functions and not macros around the accesses: so every instruction that touches the mapping belongs to a line of this file, by
 * which the test on the disassembly finds them in the objects that are shipped. */
#define AMP_INLINE static inline __attribute__((always_inline))

/* For a function whose loop is timed: it begins at a multiple of `bytes` and so, if no longer than that, lies in one page of 1 KiB, which
 * is QEMU's page size beside an MPU: there a loop across a page's end runs at two thirds of its speed. On a core it is some padding. */
#define AMP_IN_ONE_PAGE(bytes) __attribute__((aligned(bytes)))

/* Width 128: two 64-bit halves, lower address first, 16-byte aligned. LDP/STP of X registers on AArch64 (one instruction, not
 * single-copy atomic); elsewhere two 64-bit accesses in address order. */
struct amp_pair {
    uint64_t lo, hi;
};

#if defined(AMP_MODELLED)
#include "port_modelled.h"
#else

#define AMP_DIRECT(bits)                                                                                                                   \
    AMP_INLINE uint##bits##_t amp_direct_ld##bits(const volatile void *p) {                                                                \
        return *(const volatile uint##bits##_t *)p;                                                                                        \
    }                                                                                                                                      \
    AMP_INLINE void amp_direct_st##bits(volatile void *p, uint##bits##_t v) {                                                              \
        *(volatile uint##bits##_t *)p = v;                                                                                                 \
    }
AMP_DIRECT(8)
AMP_DIRECT(16)
AMP_DIRECT(32)

#if defined(__arm__)
/* gcc is free to make two LDRs of a 64-bit volatile; LDRD/STRD is one instruction (not architecturally single-copy atomic on ARMv7-R). */
AMP_INLINE uint64_t amp_direct_ld64(const volatile void *p) {
    uint64_t v;
    __asm__ volatile("ldrd %0, %H0, [%1]" : "=r"(v) : "r"(p) : "memory");
    return v;
}
AMP_INLINE void amp_direct_st64(volatile void *p, uint64_t v) {
    __asm__ volatile("strd %0, %H0, [%1]" : : "r"(v), "r"(p) : "memory");
}
#else
AMP_DIRECT(64)
#endif
#undef AMP_DIRECT

#if defined(__aarch64__)
AMP_INLINE struct amp_pair amp_direct_ld128(const volatile void *p) {
    struct amp_pair v;
    __asm__ volatile("ldp %0, %1, %2" : "=r"(v.lo), "=r"(v.hi) : "Ump"(*(const volatile struct amp_pair *)p) : "memory");
    return v;
}
AMP_INLINE void amp_direct_st128(volatile void *p, struct amp_pair v) {
    __asm__ volatile("stp %1, %2, %0" : "=Ump"(*(volatile struct amp_pair *)p) : "r"(v.lo), "r"(v.hi) : "memory");
}
#else
AMP_INLINE struct amp_pair amp_direct_ld128(const volatile void *p) {
    struct amp_pair v;
    v.lo = amp_direct_ld64(p);
    v.hi = amp_direct_ld64((const volatile uint8_t *)p + 8);
    return v;
}
AMP_INLINE void amp_direct_st128(volatile void *p, struct amp_pair v) {
    amp_direct_st64(p, v.lo);
    amp_direct_st64((volatile uint8_t *)p + 8, v.hi);
}
#endif

/* 16 bytes, 16-byte aligned, for memory of type Normal only: on ARMv7-R LDM/STM of four words, which the bus carries as one burst. An
 * interrupt may abandon one of them and start it anew, so a Device mapping never sees it. Elsewhere width 128. */
#if defined(__arm__)
#define AMP_HAS_BURST 1
AMP_INLINE struct amp_pair amp_direct_ldburst(const volatile void *p) {
    register uint64_t lo __asm__("r4");
    register uint64_t hi __asm__("r6");
    __asm__ volatile("ldm %2, {r4, r5, r6, r7}" : "=r"(lo), "=r"(hi) : "r"(p) : "memory");
    return (struct amp_pair){lo, hi};
}
AMP_INLINE void amp_direct_stburst(volatile void *p, struct amp_pair v) {
    register uint64_t lo __asm__("r4") = v.lo;
    register uint64_t hi __asm__("r6") = v.hi;
    __asm__ volatile("stm %2, {r4, r5, r6, r7}" : : "r"(lo), "r"(hi), "r"(p) : "memory");
}
#else
#define AMP_HAS_BURST 0
#define amp_direct_ldburst amp_direct_ld128
#define amp_direct_stburst amp_direct_st128
#endif

/* One try to add to a 32-bit word by exclusives, without any ordering: true when it was stored. Another master's store in between makes it
 * fail, where there is a monitor that sees both. */
AMP_INLINE int amp_direct_try_add32(volatile void *p, uint32_t v) {
#if defined(__x86_64__)
    uint32_t old = *(const volatile uint32_t *)p;
    uint8_t stored;
    __asm__ volatile("lock cmpxchgl %3, %1\n\tsete %0"
                     : "=q"(stored), "+m"(*(volatile uint32_t *)p), "+a"(old)
                     : "r"(old + v)
                     : "cc", "memory");
    return stored;
#elif defined(__aarch64__)
    uint32_t sum, failed;
    __asm__ volatile("ldxr %w0, [%2]\n\tadd %w0, %w0, %w3\n\tstxr %w1, %w0, [%2]" : "=&r"(sum), "=&r"(failed) : "r"(p), "r"(v) : "memory");
    return failed == 0;
#else
    uint32_t sum, failed;
    __asm__ volatile("ldrex %0, [%2]\n\tadd %0, %0, %3\n\tstrex %1, %0, [%2]" : "=&r"(sum), "=&r"(failed) : "r"(p), "r"(v) : "memory");
    return failed == 0;
#endif
}

#define AMP_LD8(p) amp_direct_ld8(p)
#define AMP_LD16(p) amp_direct_ld16(p)
#define AMP_LD32(p) amp_direct_ld32(p)
#define AMP_LD64(p) amp_direct_ld64(p)
#define AMP_LD128(p) amp_direct_ld128(p)
#define AMP_LDBURST(p) amp_direct_ldburst(p)
#define AMP_ST8(p, v) amp_direct_st8((p), (v))
#define AMP_ST16(p, v) amp_direct_st16((p), (v))
#define AMP_ST32(p, v) amp_direct_st32((p), (v))
#define AMP_ST64(p, v) amp_direct_st64((p), (v))
#define AMP_ST128(p, v) amp_direct_st128((p), (v))
#define AMP_STBURST(p, v) amp_direct_stburst((p), (v))
#define AMP_TRY_ADD32(p, v) amp_direct_try_add32((p), (v))

#endif

#endif
