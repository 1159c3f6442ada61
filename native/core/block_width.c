/* Block transfer at a forced width. */
#include "block.h"
#include "element.h"
#include "fence.h"
#include "window.h"

static enum amp_status check(const volatile void *address, size_t len, unsigned width) {
    if (!amp_width_known(width))
        return AMP_E_ARG;
    return (((uintptr_t)address | len) & (width / 8 - 1)) == 0 ? AMP_OK : AMP_E_ALIGN;
}

/* One loop a width, so that the width is a constant in each. */
#define BY_WIDTH(width, LOOP)                                                                                                              \
    switch (width) {                                                                                                                       \
    case 8:                                                                                                                                \
        LOOP(1);                                                                                                                           \
        break;                                                                                                                             \
    case 16:                                                                                                                               \
        LOOP(2);                                                                                                                           \
        break;                                                                                                                             \
    case 32:                                                                                                                               \
        LOOP(4);                                                                                                                           \
        break;                                                                                                                             \
    case 64:                                                                                                                               \
        LOOP(8);                                                                                                                           \
        break;                                                                                                                             \
    default:                                                                                                                               \
        LOOP(16);                                                                                                                          \
        break;                                                                                                                             \
    }

enum amp_status amp_block_read_width(void *to, const volatile void *from, size_t len, unsigned width) {
    const enum amp_status status = check(from, len, width);
    uint8_t *dst = to;
    const volatile uint8_t *src = from;
    if (status != AMP_OK)
        return status;
    amp_dmb_sy(); /* as amp_block_read */
#define LOOP(bytes)                                                                                                                        \
    for (size_t at = 0; at < len; at += (bytes))                                                                                           \
    amp_element_in(dst + at, src + at, bytes)
    BY_WIDTH(width, LOOP)
#undef LOOP
    return AMP_OK;
}

enum amp_status amp_block_write_width(volatile void *to, const void *from, size_t len, unsigned width) {
    const enum amp_status status = check(to, len, width);
    volatile uint8_t *dst = to;
    const uint8_t *src = from;
    if (status != AMP_OK)
        return status;
#define LOOP(bytes)                                                                                                                        \
    for (size_t at = 0; at < len; at += (bytes))                                                                                           \
    amp_element_out(dst + at, src + at, bytes)
    BY_WIDTH(width, LOOP)
#undef LOOP
    amp_dmb_sy(); /* as amp_block_write */
    return AMP_OK;
}

enum amp_status amp_block_set_width(volatile void *to, uint8_t byte, size_t len, unsigned width) {
    const enum amp_status status = check(to, len, width);
    volatile uint8_t *dst = to;
    const uint64_t word = byte * UINT64_C(0x0101010101010101);
    if (status != AMP_OK)
        return status;
#define LOOP(bytes)                                                                                                                        \
    for (size_t at = 0; at < len; at += (bytes))                                                                                           \
    amp_element_set(dst + at, word, bytes)
    BY_WIDTH(width, LOOP)
#undef LOOP
    amp_dmb_sy(); /* as amp_block_set */
    return AMP_OK;
}
