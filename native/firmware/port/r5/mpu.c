#include "cp15.h"
#include "r5.h"

/* Nothing that a region made cacheable may stay in the cache when its attributes change: clean and invalidate by set and way. */
static void dcache_flush(void) {
    csselr_set(0);
    isb();
    const uint32_t ccsidr = ccsidr_get();
    const uint32_t sets = (ccsidr >> 13 & 0x7fff) + 1;
    const uint32_t ways = (ccsidr >> 3 & 0x3ff) + 1;
    const uint32_t line = (ccsidr & 7) + 4;
    if (ways != 4)
        return; /* no data cache: a Cortex-R5's has four ways */
    for (uint32_t way = 0; way < ways; way++)
        for (uint32_t set = 0; set < sets; set++)
            dccisw_set(way << 30 | set << line);
    dsb();
}

static void write_region(unsigned number, const struct mpu_region *region) {
    rgnr_set(number);
    isb(); /* the selection before what it selects */
    drsr_set(0);
    drbar_set(region->base);
    dracr_set(region->access);
    drsr_set((uint32_t)region->disabled << 8 | (uint32_t)(region->log2_size - 1) << 1 | region->enabled);
}

void port_mpu_set(unsigned number, const struct mpu_region *region) {
    dsb(); /* accesses under the old attributes are complete */
    dcache_flush();
    write_region(number, region);
    dsb();
    isb(); /* and those that follow see the new ones */
}

void port_mpu_get(unsigned number, struct mpu_region *region) {
    rgnr_set(number);
    isb();
    const uint32_t size = drsr_get();
    region->base = drbar_get();
    region->access = (uint16_t)dracr_get();
    region->log2_size = (uint8_t)((size >> 1 & 0x1f) + 1);
    region->disabled = (uint8_t)(size >> 8);
    region->enabled = (size & 1) != 0;
}

uint32_t port_mpu_granule(void) {
    return 32;
}

void mpu_init(const struct mpu_region *plan, unsigned count) {
    const struct mpu_region off = {.log2_size = 5};
    uint32_t sctlr = sctlr_get() & ~(uint32_t)(SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_A | SCTLR_BR);
    dsb();
    sctlr_set(sctlr);
    isb();
    for (unsigned i = 0; i < AMP_MPU_REGIONS; i++)
        write_region(i, i < count ? &plan[i] : &off);
    /* Caches hold nothing of use after reset, and may hold anything: invalidate before they are looked at. */
    iciallu_set(0);
    dcache_invalidate_all_set(0);
    dsb();
    /* BR stays 0: an address without a region faults for privileged code too. */
    sctlr_set(sctlr | SCTLR_M | SCTLR_C | SCTLR_I);
    isb();
}
