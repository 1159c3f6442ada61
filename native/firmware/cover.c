#include "cover.h"

/* A region is 2^n bytes, aligned to its size; from 256 bytes on each eighth can be switched off. Every step takes the region that holds the
 * first byte not yet covered, spills nothing out of the range, and reaches furthest: for intervals this greedy choice is the fewest. */

struct reach {
    uint64_t end;
    struct mpu_region region;
};

static struct reach reach_of(uint64_t base, uint64_t end, uint64_t at, unsigned log2_size) {
    uint64_t size = 1ull << log2_size;
    uint64_t block = at & ~(size - 1);
    uint64_t unit = log2_size >= 8 ? size >> 3 : size;
    struct reach reach = {.end = at, .region = {.base = (uint32_t)block, .log2_size = (uint8_t)log2_size, .enabled = true}};
    for (unsigned i = 0; i < size / unit; i++) {
        uint64_t first = block + i * unit;
        if (first < base || first + unit > end)
            reach.region.disabled |= (uint8_t)(1u << i);
        else if (first <= reach.end)
            reach.end = first + unit > at ? first + unit : reach.end;
    }
    if (unit == size)
        reach.region.disabled = 0;
    return reach;
}

unsigned cover_range(uint64_t base, uint64_t size, uint16_t access, struct mpu_region *regions, unsigned room) {
    uint64_t end = base + size;
    unsigned count = 0;
    if (size == 0 || (base | size) % 32 != 0 || base > 1ull << 32 || size > 1ull << 32 || end > 1ull << 32)
        return 0;
    for (uint64_t at = base; at < end; count++) {
        struct reach best = {.end = at};
        for (unsigned log2_size = 5; log2_size <= 32; log2_size++) {
            struct reach reach = reach_of(base, end, at, log2_size);
            if (reach.end > best.end)
                best = reach;
        }
        if (count < room) {
            regions[count] = best.region;
            regions[count].access = access;
        }
        at = best.end;
    }
    return count;
}
