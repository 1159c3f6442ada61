#include "core/maintenance.h"

#include "cp15.h"
#include "r5.h"

static void each_line(volatile void *p, uint64_t bytes, void (*set)(uint32_t)) {
    const uint32_t first = (uint32_t)p & ~(CACHE_LINE - 1);
    const uint64_t lines = bytes == 0 ? 0 : ((uint32_t)p - first + bytes + CACHE_LINE - 1) / CACHE_LINE;
    for (uint64_t i = 0; i < lines; i++)
        set(first + (uint32_t)i * CACHE_LINE);
    dsb();
}

void amp_port_clean(volatile void *p, uint64_t bytes) {
    each_line(p, bytes, dccmvac_set);
}

void amp_port_invalidate(volatile void *p, uint64_t bytes) {
    each_line(p, bytes, dcimvac_set);
}
