/* One element between the mapping and private memory. `bytes` (1, 2, 4, 8, 16) is a constant where it is called, so that one access is left
 * of the switch; the mapping's address is a multiple of it. */
#ifndef AMP_ELEMENT_H
#define AMP_ELEMENT_H

#include <stddef.h>

#include "port.h"
#include "private.h"

AMP_INLINE void amp_private_put_pair(uint8_t *to, struct amp_pair v) {
    amp_private_put64(to, v.lo);
    amp_private_put64(to + 8, v.hi);
}

AMP_INLINE struct amp_pair amp_private_get_pair(const uint8_t *from) {
    return (struct amp_pair){amp_private_get64(from), amp_private_get64(from + 8)};
}

AMP_INLINE void amp_element_in(uint8_t *to, const volatile uint8_t *from, size_t bytes) {
    switch (bytes) {
    case 16:
        amp_private_put_pair(to, AMP_LD128(from));
        break;
    case 8:
        amp_private_put64(to, AMP_LD64(from));
        break;
    case 4:
        amp_private_put32(to, AMP_LD32(from));
        break;
    case 2:
        amp_private_put16(to, AMP_LD16(from));
        break;
    default:
        *to = AMP_LD8(from);
        break;
    }
}

AMP_INLINE void amp_element_out(volatile uint8_t *to, const uint8_t *from, size_t bytes) {
    switch (bytes) {
    case 16:
        AMP_ST128(to, amp_private_get_pair(from));
        break;
    case 8:
        AMP_ST64(to, amp_private_get64(from));
        break;
    case 4:
        AMP_ST32(to, amp_private_get32(from));
        break;
    case 2:
        AMP_ST16(to, amp_private_get16(from));
        break;
    default:
        AMP_ST8(to, *from);
        break;
    }
}

/* `word` holds the byte eight times. */
AMP_INLINE void amp_element_set(volatile uint8_t *to, uint64_t word, size_t bytes) {
    switch (bytes) {
    case 16:
        AMP_ST128(to, ((struct amp_pair){word, word}));
        break;
    case 8:
        AMP_ST64(to, word);
        break;
    case 4:
        AMP_ST32(to, (uint32_t)word);
        break;
    case 2:
        AMP_ST16(to, (uint16_t)word);
        break;
    default:
        AMP_ST8(to, (uint8_t)word);
        break;
    }
}

#endif
