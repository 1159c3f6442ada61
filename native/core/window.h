/* Checks and address arithmetic on a window. Written so that no sum can wrap. */
#ifndef AMP_WINDOW_H
#define AMP_WINDOW_H

#include "job.h"

static inline volatile uint8_t *amp_window_at(struct amp_window window, uint64_t off) {
    return (volatile uint8_t *)window.base + (uintptr_t)off;
}

/* [off, off + len) lies inside the window. An empty range may sit at its very end. */
static inline enum amp_status amp_window_range(struct amp_window window, uint64_t off, uint64_t len) {
    return off <= window.size && len <= window.size - off ? AMP_OK : AMP_E_RANGE;
}

/* One of the access widths, in bits. */
static inline int amp_width_known(uint64_t width) {
    return width == 8 || width == 16 || width == 32 || width == 64 || width == 128;
}

/* A range of whole elements of `width` bits at naturally aligned offsets. The base is 64-byte aligned, so the offset's alignment is the
 * address's. */
static inline enum amp_status amp_window_elements(struct amp_window window, uint64_t off, uint64_t len, uint64_t width) {
    if (!amp_width_known(width))
        return AMP_E_ARG;
    if (((off | len) & (width / 8 - 1)) != 0)
        return AMP_E_ALIGN;
    return amp_window_range(window, off, len);
}

/* Bytes of the widest access that is legal at `off` with `left` bytes to go: 16 (AArch64, LDP/STP), 8, 4, 2, 1. */
static inline unsigned amp_widest(uintptr_t off, size_t left) {
#if defined(__aarch64__)
    if ((off & 15) == 0 && left >= 16)
        return 16;
#endif
    if ((off & 7) == 0 && left >= 8)
        return 8;
    if ((off & 3) == 0 && left >= 4)
        return 4;
    if ((off & 1) == 0 && left >= 2)
        return 2;
    return 1;
}

/* Bytes that one loop at that width covers: all whole elements at the widest, one element at the edges. */
static inline size_t amp_widest_run(unsigned bytes, size_t left) {
#if defined(__aarch64__)
    const unsigned most = 16;
#else
    const unsigned most = 8;
#endif
    return bytes == most ? left & ~(size_t)(most - 1) : bytes;
}

#endif
