/* gcc calls these for structure copies and clears even when freestanding. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t len);
void *memset(void *to, int byte, size_t len);

void *memcpy(void *restrict to, const void *restrict from, size_t len) {
    uint8_t *t = to;
    const uint8_t *f = from;
    while (len-- > 0)
        *t++ = *f++;
    return to;
}

void *memset(void *to, int byte, size_t len) {
    uint8_t *t = to;
    while (len-- > 0)
        *t++ = (uint8_t)byte;
    return to;
}
