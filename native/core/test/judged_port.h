/* In place of ../port.h (by -include): every access to the mapping is judged before it is made. This knows more than the processor's
 * alignment check: pairs and bursts must lie at multiples of 16, and Device memory takes no burst. */
#ifndef AMP_PORT_H
#define AMP_PORT_H

#include <stdint.h>

#define AMP_INLINE static inline __attribute__((always_inline))
#define AMP_IN_ONE_PAGE(bytes)

/* `bytes` of one element, 0: a burst. Ends the program when the access is not legal. */
void judge_access(const volatile void *p, unsigned bytes);

struct amp_pair {
    uint64_t lo, hi;
};

#define JUDGED(bits)                                                                                                                       \
    AMP_INLINE uint##bits##_t judged_ld##bits(const volatile void *p) {                                                                    \
        judge_access(p, bits / 8);                                                                                                         \
        return *(const volatile uint##bits##_t *)p;                                                                                        \
    }                                                                                                                                      \
    AMP_INLINE void judged_st##bits(volatile void *p, uint##bits##_t v) {                                                                  \
        judge_access(p, bits / 8);                                                                                                         \
        *(volatile uint##bits##_t *)p = v;                                                                                                 \
    }
JUDGED(8)
JUDGED(16)
JUDGED(32)
JUDGED(64)
#undef JUDGED

AMP_INLINE struct amp_pair judged_ldpair(const volatile void *p, unsigned bytes) {
    judge_access(p, bytes);
    return (struct amp_pair){((const volatile uint64_t *)p)[0], ((const volatile uint64_t *)p)[1]};
}
AMP_INLINE void judged_stpair(volatile void *p, struct amp_pair v, unsigned bytes) {
    judge_access(p, bytes);
    ((volatile uint64_t *)p)[0] = v.lo;
    ((volatile uint64_t *)p)[1] = v.hi;
}

AMP_INLINE int judged_try_add32(volatile void *p, uint32_t v) {
    judge_access(p, 4);
    *(volatile uint32_t *)p += v;
    return 1;
}

#define AMP_HAS_BURST 1
#define AMP_LD8(p) judged_ld8(p)
#define AMP_LD16(p) judged_ld16(p)
#define AMP_LD32(p) judged_ld32(p)
#define AMP_LD64(p) judged_ld64(p)
#define AMP_LD128(p) judged_ldpair((p), 16)
#define AMP_LDBURST(p) judged_ldpair((p), 0)
#define AMP_ST8(p, v) judged_st8((p), (v))
#define AMP_ST16(p, v) judged_st16((p), (v))
#define AMP_ST32(p, v) judged_st32((p), (v))
#define AMP_ST64(p, v) judged_st64((p), (v))
#define AMP_ST128(p, v) judged_stpair((p), (v), 16)
#define AMP_STBURST(p, v) judged_stpair((p), (v), 0)
#define AMP_TRY_ADD32(p, v) judged_try_add32((p), (v))

#endif
