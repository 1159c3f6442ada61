#include "cover.h"

#include <string.h>

#include "check.h"

/* Ranges inside 4 KiB, in units of 32 bytes: small enough to look at every unit and to try every choice. */
enum { UNITS = 128, UNIT = 32 };

static void mark(const struct mpu_region *region, unsigned *count, uint64_t base) {
    const uint64_t size = 1ull << region->log2_size;
    CHECK(region->base % size == 0, "region %x is not aligned to its size", region->base);
    for (uint64_t at = 0; at < size; at += UNIT) {
        if (region->log2_size >= 8 && (region->disabled >> (at * 8 / size) & 1))
            continue;
        const uint64_t unit = (region->base + at - base) / UNIT;
        CHECK(region->base + at >= base && unit < UNITS, "region %x reaches outside", region->base);
        count[unit]++;
    }
}

/* Fewest regions for each range, found by trying for every start every region that spills nothing, shortest chains first. */
static unsigned fewest(unsigned first, unsigned end) {
    unsigned best[UNITS + 1];
    memset(best, 0xff, sizeof best);
    best[first] = 0;
    for (unsigned done = first; done < end; done++) {
        if (best[done] == ~0u)
            continue;
        for (unsigned size = 1; size <= 2 * UNITS; size *= 2) {
            const unsigned part = size >= 8 ? size / 8 : size;
            const unsigned block = done / size * size;
            unsigned at = done / part * part;
            if (at < first)
                continue;
            while (at + part <= end && at + part <= block + size) {
                at += part;
                for (unsigned reached = done + 1; reached <= at; reached++)
                    if (best[done] + 1 < best[reached])
                        best[reached] = best[done] + 1;
            }
        }
    }
    return best[end];
}

static void every_small_range(void) {
    const uint64_t base = 0x3ed80000;
    for (unsigned first = 0; first < UNITS; first++)
        for (unsigned end = first + 1; end <= UNITS; end++) {
            struct mpu_region regions[64];
            unsigned count[UNITS] = {0};
            const unsigned used = cover_range(base + first * UNIT, (end - first) * UNIT, 0x30c, regions, 64);
            CHECK(used <= 64 && used == fewest(first, end), "%u to %u took %u regions, %u do", first, end, used, fewest(first, end));
            for (unsigned i = 0; i < used; i++)
                mark(&regions[i], count, base);
            for (unsigned unit = 0; unit < UNITS; unit++)
                CHECK((count[unit] > 0) == (unit >= first && unit < end), "%u to %u: unit %u", first, end, unit);
        }
}

int main(void) {
    struct mpu_region regions[4];
    every_small_range();

    /* UG1186's window: one rounded region would swallow the firmware at 0x3ED00000. */
    CHECK(cover_range(0x3ed80000, 0x800000, 0x30c, regions, 4) == 3, "three do");
    CHECK(regions[0].base == 0x3ec00000 && regions[0].log2_size == 22 && regions[0].disabled == 0x07, "%x", regions[0].base);
    CHECK(cover_range(0x3ed80000, 0x800000, 0x30c, regions, 2) == 3, "told even without room");
    CHECK(cover_range(0, 1ull << 32, 0, regions, 4) == 1 && regions[0].log2_size == 32, "all");
    CHECK(cover_range(0x3ed80000, 0, 0, regions, 4) == 0 && cover_range(0x3ed80010, 32, 0, regions, 4) == 0 &&
              cover_range(0xffffffe0, 64, 0, regions, 4) == 0 && cover_range(UINT64_MAX - 31, 64, 0, regions, 4) == 0,
          "what no region can be");
    puts("cover: 8256");
    return 0;
}
