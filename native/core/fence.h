/* Barriers between the two sides. C11's fences are DMB ISH, and the R5 is outside the A53's inner-shareable domain, so the domain is
 * stated here: SY (full system) or OSH (outer shareable). "Before"/"after" is program order on this core.
 *
 *                AArch64    ARMv7-R   x86-64 (TSO)
 * amp_dmb_sy     DMB SY     DMB SY    MFENCE            every access before it is observed before every access after it
 * amp_dmb_osh    DMB OSH    DMB OSH   MFENCE            the same, for observers in the outer-shareable domain only
 * amp_dmb_st     DMB ST     DMB ST    compiler barrier  stores before, before stores after
 * amp_dmb_ld     DMB LD     DMB SY    compiler barrier  loads before, before loads and stores after (ARMv7 has no DMB LD)
 * amp_dsb_sy     DSB SY     DSB SY    MFENCE            as amp_dmb_sy, and the core waits until every access before it is complete
 */
#ifndef AMP_FENCE_H
#define AMP_FENCE_H

static inline void amp_compiler_barrier(void) {
    __asm__ volatile("" ::: "memory");
}

#if defined(__x86_64__)
static inline void amp_dmb_sy(void) {
    __asm__ volatile("mfence" ::: "memory");
}
static inline void amp_dmb_osh(void) {
    __asm__ volatile("mfence" ::: "memory");
}
/* TSO keeps store→store and load→any; only the compiler could break them. */
static inline void amp_dmb_st(void) {
    amp_compiler_barrier();
}
static inline void amp_dmb_ld(void) {
    amp_compiler_barrier();
}
static inline void amp_dsb_sy(void) {
    __asm__ volatile("mfence" ::: "memory");
}
#else
static inline void amp_dmb_sy(void) {
    __asm__ volatile("dmb sy" ::: "memory");
}
static inline void amp_dmb_osh(void) {
    __asm__ volatile("dmb osh" ::: "memory");
}
static inline void amp_dmb_st(void) {
    __asm__ volatile("dmb st" ::: "memory");
}
#if defined(__aarch64__)
static inline void amp_dmb_ld(void) {
    __asm__ volatile("dmb ld" ::: "memory");
}
#else
static inline void amp_dmb_ld(void) {
    __asm__ volatile("dmb sy" ::: "memory");
}
#endif
static inline void amp_dsb_sy(void) {
    __asm__ volatile("dsb sy" ::: "memory");
}
#endif

#endif
