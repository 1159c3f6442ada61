#include "block.h"

#include "element.h"
#include "fence.h"

/* Up to the next multiple of 16, for as long as there are bytes. An access that is left out for want of bytes leaves an address that is a
 * multiple of its width and fewer bytes than that, which the tail then takes from wide to narrow: every access stays aligned. */
#define HEAD(address, len, MOVE)                                                                                                           \
    do {                                                                                                                                   \
        if (((uintptr_t)(address)&1) != 0 && (len) >= 1)                                                                                   \
            MOVE(1);                                                                                                                       \
        if (((uintptr_t)(address)&2) != 0 && (len) >= 2)                                                                                   \
            MOVE(2);                                                                                                                       \
        if (((uintptr_t)(address)&4) != 0 && (len) >= 4)                                                                                   \
            MOVE(4);                                                                                                                       \
        if (((uintptr_t)(address)&8) != 0 && (len) >= 8)                                                                                   \
            MOVE(8);                                                                                                                       \
    } while (0)

#define BODY(len, MOVE, step)                                                                                                              \
    do {                                                                                                                                   \
        for (; (len) >= 64;) {                                                                                                             \
            MOVE(step);                                                                                                                    \
            MOVE(step);                                                                                                                    \
            MOVE(step);                                                                                                                    \
            MOVE(step);                                                                                                                    \
        }                                                                                                                                  \
        for (; (len) >= 16;)                                                                                                               \
            MOVE(step);                                                                                                                    \
    } while (0)

/* Fewer than 16 bytes. */
#define TAIL(len, MOVE)                                                                                                                    \
    do {                                                                                                                                   \
        if (((len)&8) != 0)                                                                                                                \
            MOVE(8);                                                                                                                       \
        if (((len)&4) != 0)                                                                                                                \
            MOVE(4);                                                                                                                       \
        if (((len)&2) != 0)                                                                                                                \
            MOVE(2);                                                                                                                       \
        if (((len)&1) != 0)                                                                                                                \
            MOVE(1);                                                                                                                       \
    } while (0)

/* As a width: 16 bytes of Normal memory. */
#define BURST 0

#define IN(bytes) (in(dst, src, bytes), dst += SPAN(bytes), src += SPAN(bytes), len -= SPAN(bytes))
#define OUT(bytes) (out(dst, src, bytes), dst += SPAN(bytes), src += SPAN(bytes), len -= SPAN(bytes))
#define SET(bytes) (set(dst, word, bytes), dst += SPAN(bytes), len -= SPAN(bytes))
#define SPAN(bytes) ((bytes) == BURST ? 16 : (bytes))

AMP_INLINE void in(uint8_t *to, const volatile uint8_t *from, size_t bytes) {
    if (bytes == BURST)
        amp_private_put_pair(to, AMP_LDBURST(from));
    else
        amp_element_in(to, from, bytes);
}

AMP_INLINE void out(volatile uint8_t *to, const uint8_t *from, size_t bytes) {
    if (bytes == BURST)
        AMP_STBURST(to, amp_private_get_pair(from));
    else
        amp_element_out(to, from, bytes);
}

AMP_INLINE void set(volatile uint8_t *to, uint64_t word, size_t bytes) {
    if (bytes == BURST)
        AMP_STBURST(to, ((struct amp_pair){word, word}));
    else
        amp_element_set(to, word, bytes);
}

static int bursts(enum amp_memory memory) {
    return AMP_HAS_BURST && memory == AMP_MEMORY_NORMAL;
}

/* `address` is the mapping's. */
#define ANY(address, len, MOVE)                                                                                                            \
    do {                                                                                                                                   \
        HEAD(address, len, MOVE);                                                                                                          \
        if (bursts(memory))                                                                                                                \
            BODY(len, MOVE, BURST);                                                                                                        \
        else                                                                                                                               \
            BODY(len, MOVE, 16);                                                                                                           \
        TAIL(len, MOVE);                                                                                                                   \
    } while (0)

static __attribute__((noinline)) void read_any(uint8_t *dst, const volatile uint8_t *src, size_t len, enum amp_memory memory) {
    ANY(src, len, IN);
}

static __attribute__((noinline)) void write_any(volatile uint8_t *dst, const uint8_t *src, size_t len, enum amp_memory memory) {
    ANY(dst, len, OUT);
}

static __attribute__((noinline)) void set_any(volatile uint8_t *dst, uint64_t word, size_t len, enum amp_memory memory) {
    ANY(dst, len, SET);
}

/* What most blocks are, whole steps of 64 bytes at a multiple of 16, has a way of its own: without tests for ends that it does not have,
 * which at 64 bytes would cost a fifth. */
static int steps_only(const volatile void *address, size_t len, enum amp_memory memory) {
    const unsigned other = AMP_HAS_BURST ? (unsigned)memory ^ AMP_MEMORY_NORMAL : 0; /* STEP is for Normal memory */
    return (((uintptr_t)address & 15) | (len & 63) | other) == 0 && len != 0;
}

#define STEPS(len, MOVE)                                                                                                                   \
    do {                                                                                                                                   \
        MOVE(STEP);                                                                                                                        \
        MOVE(STEP);                                                                                                                        \
        MOVE(STEP);                                                                                                                        \
        MOVE(STEP);                                                                                                                        \
    } while ((len) != 0)
#define STEP (AMP_HAS_BURST ? BURST : 16)

AMP_IN_ONE_PAGE(256) void amp_block_read(void *to, const volatile void *from, size_t len, enum amp_memory memory) {
    uint8_t *dst = to;
    const volatile uint8_t *src = from;
    amp_dmb_sy(); /* earlier loads (a flag that announced this block) before the loads below */
    if (steps_only(src, len, memory))
        STEPS(len, IN);
    else
        read_any(dst, src, len, memory);
}

AMP_IN_ONE_PAGE(256) void amp_block_write(volatile void *to, const void *from, size_t len, enum amp_memory memory) {
    volatile uint8_t *dst = to;
    const uint8_t *src = from;
    if (steps_only(dst, len, memory))
        STEPS(len, OUT);
    else
        write_any(dst, src, len, memory);
    amp_dmb_sy(); /* the stores above before a flag that the caller stores next */
}

AMP_IN_ONE_PAGE(256) void amp_block_set(volatile void *to, uint8_t byte, size_t len, enum amp_memory memory) {
    volatile uint8_t *dst = to;
    const uint64_t word = byte * UINT64_C(0x0101010101010101);
    if (steps_only(dst, len, memory))
        STEPS(len, SET);
    else
        set_any(dst, word, len, memory);
    amp_dmb_sy(); /* the stores above before a flag that the caller stores next */
}
