/* Ordered scalar access: every width and order stores and loads its own bytes and no others. */
#include "../access.h"
#include "memory.h"

#define WIDTH(bits, value)                                                                                                                 \
    static void check##bits(struct amp_window window) {                                                                                    \
        for (unsigned order = AMP_RELAXED; order <= AMP_SEQ_CST; order++)                                                                  \
            for (unsigned off = 0; off + bits / 8 <= window.size; off += bits / 8) {                                                       \
                memset(bytes_of(window), 0xEE, window.size);                                                                               \
                volatile uint8_t *p = (volatile uint8_t *)window.base + off;                                                               \
                const uint##bits##_t v = (uint##bits##_t)(value);                                                                          \
                amp_write##bits(p, v, (enum amp_order)order);                                                                              \
                CHECK(amp_read##bits(p, (enum amp_order)order) == v, #bits " bits at %u, order %u", off, order);                           \
                CHECK(memcmp(bytes_of(window) + off, &v, sizeof v) == 0, #bits " bits at %u, order %u: bytes", off, order);                \
                for (unsigned i = 0; i < window.size; i++)                                                                                 \
                    CHECK((i >= off && i < off + bits / 8) || bytes_of(window)[i] == 0xEE, #bits " bits at %u spilt into %u", off, i);     \
            }                                                                                                                              \
    }
WIDTH(8, 0x81)
WIDTH(16, 0x8182)
WIDTH(32, 0x81828384u)
WIDTH(64, UINT64_C(0x8182838485868788))

int main(void) {
    const struct amp_window window = new_window(64, 0);
    check8(window);
    check16(window);
    check32(window);
    check64(window);
    free_window(window);
    printf("access: 4 widths, 3 orders\n");
    return 0;
}
