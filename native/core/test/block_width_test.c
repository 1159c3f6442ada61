/* Blocks at a forced width: right where address and length are multiples of it, refused and nothing touched where they are not. */
#include "../block.h"
#include "memory.h"

enum { ROOM = 128, GUARD = 0xEE, MOST = 80 };

static unsigned done, refused;

static void check(const uint8_t *at, unsigned from, unsigned len, const uint8_t *expected, const char *what) {
    for (unsigned i = 0; i < ROOM; i++) {
        const uint8_t byte = i >= from && i < from + len ? expected[i - from] : GUARD;
        CHECK(at[i] == byte, "%s of %u at %u: byte %u is %02x, expected %02x", what, len, from, i, at[i], byte);
    }
}

static void one(struct amp_window shared, struct amp_window private, unsigned width, unsigned at, unsigned len) {
    volatile uint8_t *const mapped = (volatile uint8_t *)shared.base + at;
    uint8_t *const own = bytes_of(private) + 3; /* the private side has any alignment */
    const unsigned legal = (at | len) % (width / 8) == 0;
    const enum amp_status expected = legal ? AMP_OK : AMP_E_ALIGN;
    uint8_t data[MOST], same[MOST];
    for (unsigned i = 0; i < len; i++)
        data[i] = (uint8_t)(i * 5 + width + at);
    memset(same, 0x5C, sizeof same);

    memset(bytes_of(shared), GUARD, ROOM);
    memcpy(own, data, len);
    CHECK(amp_block_write_width(mapped, own, len, width) == expected, "write of width %u at %u", width, at);
    check(bytes_of(shared), at, legal ? len : 0, data, "write");

    memcpy(bytes_of(shared) + at, data, len);
    memset(bytes_of(private), GUARD, ROOM);
    CHECK(amp_block_read_width(own, mapped, len, width) == expected, "read of width %u at %u", width, at);
    check(bytes_of(private), 3, legal ? len : 0, data, "read");

    memset(bytes_of(shared), GUARD, ROOM);
    CHECK(amp_block_set_width(mapped, 0x5C, len, width) == expected, "set of width %u at %u", width, at);
    check(bytes_of(shared), at, legal ? len : 0, same, "set");
    *(legal ? &done : &refused) += 3;
}

int main(void) {
    static const unsigned widths[] = {8, 16, 32, 64, 128};
    static const unsigned unknown[] = {0, 1, 7, 24, 256, 0x80000008};
    const struct amp_window shared = new_window(ROOM, GUARD);
    const struct amp_window private = new_window(ROOM, GUARD);
    for (unsigned w = 0; w < 5; w++)
        for (unsigned at = 0; at < 32; at++)
            for (unsigned len = 0; len <= MOST; len++)
                one(shared, private, widths[w], at, len);
    for (unsigned i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        CHECK(amp_block_read_width(bytes_of(private), shared.base, 64, unknown[i]) == AMP_E_ARG, "width %u", unknown[i]);
        CHECK(amp_block_write_width(shared.base, bytes_of(private), 64, unknown[i]) == AMP_E_ARG, "width %u", unknown[i]);
        CHECK(amp_block_set_width(shared.base, 1, 64, unknown[i]) == AMP_E_ARG, "width %u", unknown[i]);
    }
    CHECK(done > 0 && refused > 0, "both happen");
    printf("block width: %u, refused %u\n", done, refused);
    free_window(shared);
    free_window(private);
    return 0;
}
