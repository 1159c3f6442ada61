/* The modelled accessor: included by port.h, and only there. What an access does is native/firmware/port/posix/model's business. */
#ifndef AMP_PORT_MODELLED_H
#define AMP_PORT_MODELLED_H

/* `bytes` is 1, 2, 4 or 8, and the address a multiple of it. */
uint64_t amp_model_load(const volatile void *p, unsigned bytes);
void amp_model_store(volatile void *p, unsigned bytes, uint64_t value);

AMP_INLINE struct amp_pair amp_modelled_ld128(const volatile void *p) {
    const uint64_t lo = amp_model_load(p, 8);
    return (struct amp_pair){lo, amp_model_load((const volatile uint8_t *)p + 8, 8)};
}
AMP_INLINE void amp_modelled_st128(volatile void *p, struct amp_pair v) {
    amp_model_store(p, 8, v.lo);
    amp_model_store((volatile uint8_t *)p + 8, 8, v.hi);
}
/* Nobody promises a monitor that sees both sides, and the model has none: another side's store in between is lost. */
AMP_INLINE int amp_modelled_try_add32(volatile void *p, uint32_t v) {
    amp_model_store(p, 4, (uint32_t)amp_model_load(p, 4) + v);
    return 1;
}

#define AMP_HAS_BURST 0
#define AMP_LD8(p) ((uint8_t)amp_model_load((p), 1))
#define AMP_LD16(p) ((uint16_t)amp_model_load((p), 2))
#define AMP_LD32(p) ((uint32_t)amp_model_load((p), 4))
#define AMP_LD64(p) amp_model_load((p), 8)
#define AMP_LD128(p) amp_modelled_ld128(p)
#define AMP_LDBURST(p) amp_modelled_ld128(p)
#define AMP_ST8(p, v) amp_model_store((p), 1, (v))
#define AMP_ST16(p, v) amp_model_store((p), 2, (v))
#define AMP_ST32(p, v) amp_model_store((p), 4, (v))
#define AMP_ST64(p, v) amp_model_store((p), 8, (v))
#define AMP_ST128(p, v) amp_modelled_st128((p), (v))
#define AMP_STBURST(p, v) amp_modelled_st128((p), (v))
#define AMP_TRY_ADD32(p, v) amp_modelled_try_add32((p), (v))

#endif
