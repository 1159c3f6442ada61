/* Words of private memory at any alignment. A packed access and not memcpy: under -ffreestanding memcpy would be a call. */
#ifndef AMP_PRIVATE_H
#define AMP_PRIVATE_H

#include <stdint.h>

#define AMP_PRIVATE(bits)                                                                                                                  \
    struct __attribute__((packed, may_alias)) amp_private##bits {                                                                          \
        uint##bits##_t v;                                                                                                                  \
    };                                                                                                                                     \
    static inline uint##bits##_t amp_private_get##bits(const uint8_t *p) {                                                                 \
        return ((const struct amp_private##bits *)p)->v;                                                                                   \
    }                                                                                                                                      \
    static inline void amp_private_put##bits(uint8_t *p, uint##bits##_t v) {                                                               \
        ((struct amp_private##bits *)p)->v = v;                                                                                            \
    }
AMP_PRIVATE(8)
AMP_PRIVATE(16)
AMP_PRIVATE(32)
AMP_PRIVATE(64)
#undef AMP_PRIVATE

#endif
