/* The no-map guard pages below and above the window. They are out of reach but for the time of this command, so that a stray access faults;
 * what they hold shows writes of the other side. */
#include "core/access.h"
#include "memmap.h"

#include "../command.h"
#include "../cover.h"
#include "../port.h"

#define GUARD_REGION (AMP_MPU_REGIONS - 1)
#define GUARD_ACCESS 0x130c /* NORM_SHARED_NCACHE | PRIV_RW_USER_RW | EXECUTE_NEVER */

struct mismatch {
    uint32_t address, expected, got;
    bool found;
};

static uint32_t word_of(uint32_t address, uint32_t seed) {
    uint32_t x = (address >> 2) * 2654435761u ^ seed;
    return x ^ x >> 15;
}

static void one_word(uint32_t address, uint32_t seed, bool fill, struct mismatch *first) {
    volatile void *at = port_virtual(address);
    const uint32_t expected = word_of(address, seed);
    if (fill) {
        amp_write32(at, expected, AMP_RELAXED);
        return;
    }
    const uint32_t got = amp_read32(at, AMP_RELAXED);
    if (got != expected && !first->found)
        *first = (struct mismatch){.address = address, .expected = expected, .got = got, .found = true};
}

/* One region at a time, since the last one is all there is for it. */
static void guard_range(uint32_t base, uint32_t size, uint32_t seed, bool fill, struct mismatch *first) {
    const struct mpu_region off = {.log2_size = 5};
    for (uint32_t done = 0; done < size;) {
        struct mpu_region region;
        cover_range(base + done, size - done, GUARD_ACCESS, &region, 1);
        uint64_t end = region.base;
        for (unsigned i = 0; i < 8; i++)
            if (region.log2_size < 8 || !(region.disabled & 1u << i))
                end = region.base + (((uint64_t)(region.log2_size < 8 ? 8 : i + 1) << region.log2_size) >> 3);
        port_mpu_set(GUARD_REGION, &region);
        for (; done < size && (uint64_t)base + done < end; done += 4)
            one_word(base + done, seed, fill, first);
        amp_dsb_sy(); /* every access is complete before the pages are taken away */
        port_mpu_set(GUARD_REGION, &off);
    }
}

const char *command_guard(const struct words *words, struct text *reply) {
    uint64_t seed;
    const bool fill = parse_same(words->word[1], "fill");
    struct mismatch first = {.found = false};
    if ((!fill && !parse_same(words->word[1], "check")) || !parse_hex(words->word[2], UINT32_MAX, &seed)) {
        text_add(reply, "fill|check SEED");
        return "usage";
    }
    if (AMP_GUARD_SIZE == 0)
        return "no-device";
    guard_range(AMP_SHM_BASE - AMP_GUARD_SIZE, AMP_GUARD_SIZE, (uint32_t)seed, fill, &first);
    guard_range(AMP_SHM_BASE + AMP_SHM_SIZE, AMP_GUARD_SIZE, (uint32_t)seed, fill, &first);
    if (fill) {
        text_field(reply, "pages", 2);
        return NULL;
    }
    text_field(reply, "ok", !first.found);
    if (first.found) {
        text_field(reply, "addr", first.address);
        text_field(reply, "expected", first.expected);
        text_field(reply, "got", first.got);
    }
    return NULL;
}
