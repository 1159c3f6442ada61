/* Every alignment of both sides at every short length, with guard bytes around what is written. */
#include "../block.h"
#include "memory.h"

enum { ALIGNMENTS = 16, LENGTHS = 145, ROOM = 160, GUARD = 0xEE };

static void fill_source(uint8_t *p, unsigned salt) {
    for (unsigned i = 0; i < ROOM; i++)
        p[i] = (uint8_t)(i * 7 + salt);
}

static void check_copy(const uint8_t *dst, unsigned at, const uint8_t *src, unsigned len, const char *what) {
    for (unsigned i = 0; i < ROOM; i++) {
        const int inside = i >= at && i < at + len;
        const uint8_t expected = inside ? src[i - at] : GUARD;
        CHECK(dst[i] == expected, "%s at %u of %u bytes: byte %u is %02x, expected %02x", what, at, len, i, dst[i], expected);
    }
}

int main(void) {
    const struct amp_window shared = new_window(ROOM, 0);
    const struct amp_window private = new_window(ROOM, 0);
    unsigned copies = 0;
    for (unsigned s = 0; s < ALIGNMENTS; s++)
        for (unsigned d = 0; d < ALIGNMENTS; d++)
            for (unsigned len = 0; len < LENGTHS; len++, copies++) {
                const enum amp_memory memory = copies % 2 == 0 ? AMP_MEMORY_DEVICE : AMP_MEMORY_NORMAL;
                fill_source(bytes_of(shared), copies);
                memset(bytes_of(private), GUARD, ROOM);
                amp_block_read(bytes_of(private) + d, (volatile uint8_t *)shared.base + s, len, memory);
                check_copy(bytes_of(private), d, bytes_of(shared) + s, len, "read");

                fill_source(bytes_of(private), copies);
                memset(bytes_of(shared), GUARD, ROOM);
                amp_block_write((volatile uint8_t *)shared.base + d, bytes_of(private) + s, len, memory);
                check_copy(bytes_of(shared), d, bytes_of(private) + s, len, "write");
            }
    for (unsigned d = 0; d < ALIGNMENTS; d++)
        for (unsigned len = 0; len < LENGTHS; len++) {
            memset(bytes_of(shared), GUARD, ROOM);
            memset(bytes_of(private), 0x5C, ROOM);
            amp_block_set((volatile uint8_t *)shared.base + d, 0x5C, len, len % 2 == 0 ? AMP_MEMORY_DEVICE : AMP_MEMORY_NORMAL);
            check_copy(bytes_of(shared), d, bytes_of(private), len, "set");
        }
    /* Up to the very last byte: the address sanitiser sees an access past it. */
    for (unsigned len = 0; len < LENGTHS; len++)
        amp_block_read(bytes_of(private) + ROOM - len, (volatile uint8_t *)shared.base + ROOM - len, len, AMP_MEMORY_DEVICE);
    free_window(shared);
    free_window(private);
    printf("block: %u reads and writes\n", copies);
    return 0;
}
