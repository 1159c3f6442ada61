#include "store.h"

#include <sched.h>

#include "core/ticks.h"

#include "../faults.h"
#include "bus.h"
#include "draw.h"

enum { CLOBBERED = 16 };                   /* one store in so many */
enum { GAP = 64, LONG_GAP_ONE_IN = 1024 }; /* turns of a gap; one in so many lets the other side have our processor */

static uint64_t end; /* spared from there on */
static bool torn_32, torn_64, clobber;
static struct draw draw;

void store_attach(uint64_t size) {
    end = size;
    torn_32 = fault_on(FAULT_TORN_32);
    torn_64 = fault_on(FAULT_TORN_64);
    clobber = fault_on(FAULT_LINE_CLOBBER);
    draw = draw_from(fault_seed(), 'W');
}

/* In which the other side may come between. */
static void gap(void) {
    for (uint32_t turn = draw_below(&draw, GAP); turn > 0; turn--)
        amp_relax();
    if (draw_one_in(&draw, LONG_GAP_ONE_IN))
        sched_yield();
}

void store_out(uint64_t off, unsigned bytes, uint64_t value) {
    const bool spared = off >= end;
    if (!spared && clobber && draw_one_in(&draw, CLOBBERED)) {
        struct model_line line = bus_load_line(off);
        gap();
        model_line_put(&line, off, bytes, value);
        bus_store_line(off, &line);
    } else if (!spared && ((bytes == 4 && torn_32) || (bytes == 8 && torn_64))) {
        bus_store(off, bytes / 2, value & (UINT64_MAX >> (64 - 4 * bytes)));
        gap();
        bus_store(off + bytes / 2, bytes / 2, value >> 4 * bytes);
    } else {
        bus_store(off, bytes, value);
    }
}
