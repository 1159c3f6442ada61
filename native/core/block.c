#include "block.h"

#include "fence.h"
#include "port.h"
#include "private.h"
#include "window.h"

void amp_block_read(void *to, const volatile void *from, size_t len) {
    uint8_t *dst = to;
    const volatile uint8_t *src = from;
    amp_dmb_sy(); /* earlier loads (a flag that announced this block) before the loads below */
    while (len > 0) {
        const unsigned bytes = amp_widest((uintptr_t)src, len);
        switch (bytes) {
        case 16: {
            const struct amp_pair v = AMP_LD128(src);
            amp_private_put64(dst, v.lo);
            amp_private_put64(dst + 8, v.hi);
            break;
        }
        case 8:
            amp_private_put64(dst, AMP_LD64(src));
            break;
        case 4:
            amp_private_put32(dst, AMP_LD32(src));
            break;
        case 2:
            amp_private_put16(dst, AMP_LD16(src));
            break;
        default:
            *dst = AMP_LD8(src);
            break;
        }
        dst += bytes;
        src += bytes;
        len -= bytes;
    }
}

void amp_block_write(volatile void *to, const void *from, size_t len) {
    volatile uint8_t *dst = to;
    const uint8_t *src = from;
    while (len > 0) {
        const unsigned bytes = amp_widest((uintptr_t)dst, len);
        switch (bytes) {
        case 16:
            AMP_ST128(dst, ((struct amp_pair){amp_private_get64(src), amp_private_get64(src + 8)}));
            break;
        case 8:
            AMP_ST64(dst, amp_private_get64(src));
            break;
        case 4:
            AMP_ST32(dst, amp_private_get32(src));
            break;
        case 2:
            AMP_ST16(dst, amp_private_get16(src));
            break;
        default:
            AMP_ST8(dst, *src);
            break;
        }
        dst += bytes;
        src += bytes;
        len -= bytes;
    }
    amp_dmb_sy(); /* the stores above before a flag that the caller stores next */
}

void amp_block_set(volatile void *to, uint8_t byte, size_t len) {
    volatile uint8_t *dst = to;
    const uint64_t word = byte * UINT64_C(0x0101010101010101);
    while (len > 0) {
        const unsigned bytes = amp_widest((uintptr_t)dst, len);
        switch (bytes) {
        case 16:
            AMP_ST128(dst, ((struct amp_pair){word, word}));
            break;
        case 8:
            AMP_ST64(dst, word);
            break;
        case 4:
            AMP_ST32(dst, (uint32_t)word);
            break;
        case 2:
            AMP_ST16(dst, (uint16_t)word);
            break;
        default:
            AMP_ST8(dst, byte);
            break;
        }
        dst += bytes;
        len -= bytes;
    }
    amp_dmb_sy(); /* the stores above before a flag that the caller stores next */
}
