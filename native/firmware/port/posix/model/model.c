#include "model.h"

#include "core/fence.h"
#include "core/maintenance.h"

#include "../faults.h"
#include "bus.h"
#include "cache.h"
#include "draw.h"
#include "late.h"
#include "place.h"
#include "stale.h"
#include "store.h"

/* An idle core leaves its lines alone for so long: what a person or a test does by single commands stays as it is meanwhile. */
enum { RESTING_MS = 2000 };

uint64_t amp_model_load(const volatile void *p, unsigned bytes);
void amp_model_store(volatile void *p, unsigned bytes, uint64_t value);

static struct {
    uintptr_t base;
    uint64_t size;
    bool (*reachable)(uint64_t off, bool write);
} window;

static bool in_force;
static enum cache_policy policy;
static struct draw lost;

void model_attach(volatile void *cpu, volatile void *memory, uint64_t size, bool (*reachable)(uint64_t off, bool write)) {
    const uint64_t spared_from = size - MODEL_SPARED;
    window.base = (uintptr_t)cpu;
    window.size = size;
    window.reachable = reachable;
    lost = draw_from(fault_seed(), 'X');
    bus_attach(memory, size);
    cache_attach(fault_seed());
    stale_attach(spared_from);
    store_attach(spared_from);
    place_attach(spared_from);
}

static bool faulty(void) {
    static const enum fault_name faults[] = {
        FAULT_MPU_LEFT_WRITEBACK, FAULT_STALE_READ, FAULT_LATE_VISIBILITY, FAULT_LOST_WRITE,    FAULT_TORN_32,       FAULT_TORN_64,
        FAULT_LINE_CLOBBER,       FAULT_STUCK_BIT,  FAULT_SWAPPED_LANES,   FAULT_ALIAS_ADDRESS, FAULT_WINDOW_SHIFTED};
    for (unsigned i = 0; i < sizeof faults / sizeof faults[0]; i++)
        if (fault_on(faults[i]))
            return true;
    return false;
}

/* By libmetal's names of the types. A Cortex-R5 keeps shared memory out of its L1, whatever else the region says. */
static enum cache_policy policy_of(uint16_t flags) {
    if (fault_on(FAULT_MPU_LEFT_WRITEBACK))
        return CACHE_WRITE_BACK_ALLOC;
    switch (flags & 0xff) {
    case 0x02: /* NORM_NSHARED_WT_NWA */
        return CACHE_WRITE_THROUGH;
    case 0x03: /* NORM_NSHARED_WB_NWA */
        return CACHE_WRITE_BACK;
    case 0x0b: /* NORM_NSHARED_WB_WA */
        return CACHE_WRITE_BACK_ALLOC;
    default:
        return CACHE_NONE;
    }
}

bool model_open(uint16_t flags) {
    policy = policy_of(flags);
    in_force = policy != CACHE_NONE || faulty();
    return in_force;
}

static bool inside(uintptr_t at) {
    return at >= window.base && at - window.base < window.size;
}

bool model_covers(const volatile void *p) {
    return in_force && inside((uintptr_t)p);
}

static bool spared(uint64_t off) {
    return off >= window.size - MODEL_SPARED;
}

uint64_t amp_model_load(const volatile void *p, unsigned bytes) {
    const uint64_t off = (uintptr_t)p - window.base;
    late_drain();
    if (!window.reachable(off, false))
        (void)*(const volatile uint8_t *)p;
    const uint64_t at = place_of_load(off, bytes);
    uint64_t value;
    if (policy != CACHE_NONE) {
        value = cache_load(at, bytes);
    } else if (stale_on(at)) {
        const struct model_line line = stale_line(at);
        value = model_line_get(&line, at, bytes);
    } else {
        value = bus_load(at, bytes);
    }
    return place_value(off, bytes, value);
}

void amp_model_store(volatile void *p, unsigned bytes, uint64_t value) {
    const uint64_t off = (uintptr_t)p - window.base;
    late_drain();
    if (!window.reachable(off, true))
        *(volatile uint8_t *)p = (uint8_t)value;
    if (fault_on(FAULT_LOST_WRITE) && !spared(off) && draw_one_in(&lost, fault_argument(FAULT_LOST_WRITE)))
        return;
    const uint64_t at = place_of(off);
    if (stale_on(at))
        stale_own(at, bytes, value);
    if (policy != CACHE_NONE)
        cache_store(at, bytes, value, policy);
    else
        store_out(at, bytes, value);
}

uint64_t model_peek(const volatile void *p, unsigned bytes) {
    uint64_t value = 0;
    if ((uintptr_t)p % bytes == 0)
        return amp_model_load(p, bytes);
    for (unsigned i = 0; i < bytes; i++)
        value |= amp_model_load((const volatile uint8_t *)p + i, 1) << 8 * i;
    return value;
}

void model_poke(volatile void *p, unsigned bytes, uint64_t value) {
    if ((uintptr_t)p % bytes == 0) {
        amp_model_store(p, bytes, value);
        return;
    }
    for (unsigned i = 0; i < bytes; i++)
        amp_model_store((volatile uint8_t *)p + i, 1, value >> 8 * i & 0xff);
}

static void each_line(volatile void *p, uint64_t bytes, void (*maintain)(uint64_t off)) {
    const uint64_t first = (uintptr_t)p - window.base;
    if (in_force && bytes > 0 && inside((uintptr_t)p) && bytes <= window.size - first)
        for (uint64_t off = first & ~(uint64_t)(MODEL_LINE - 1); off < first + bytes; off += MODEL_LINE)
            maintain(place_of(off));
    amp_dsb_sy();
}

void amp_port_clean(volatile void *p, uint64_t bytes) {
    each_line(p, bytes, cache_clean);
}

void amp_port_invalidate(volatile void *p, uint64_t bytes) {
    each_line(p, bytes, cache_invalidate);
}

void model_flush(void) {
    cache_flush();
}

void model_drain(void) {
    late_drain();
}

int model_wait(void) {
    const int late = late_wait();
    return late >= 0 || cache_empty() ? late : RESTING_MS;
}

void model_rest(void) {
    if (late_wait() < 0)
        cache_disturb();
    late_drain();
}
