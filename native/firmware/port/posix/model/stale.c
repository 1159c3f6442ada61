#include "stale.h"

#include <stdlib.h>
#include <string.h>

#include "../faults.h"
#include "draw.h"

/* Loads that a stale line lasts: all of it byte by byte, and no longer than twice that. */
enum { LEAST = MODEL_LINE, MOST = 2 * MODEL_LINE };

struct shadow {
    struct model_line seen; /* by the core's last load that was not stale */
    bool known;
    uint8_t left; /* loads that are still stale */
};

static struct shadow *shadows;
static uint64_t end; /* 0: off */
static uint64_t rate;
static struct draw draw;

void stale_attach(uint64_t size) {
    end = fault_on(FAULT_STALE_READ) ? size : 0;
    if (end == 0)
        return;
    rate = fault_argument(FAULT_STALE_READ);
    draw = draw_from(fault_seed(), 'S');
    shadows = calloc(size / MODEL_LINE, sizeof *shadows);
    if (shadows == NULL)
        abort();
}

bool stale_on(uint64_t off) {
    return off < end;
}

struct model_line stale_line(uint64_t off) {
    struct shadow *const shadow = &shadows[off / MODEL_LINE];
    const struct model_line now = bus_load_line(off);
    if (shadow->left == 0 && shadow->known && memcmp(&now, &shadow->seen, sizeof now) != 0 && draw_one_in(&draw, rate))
        shadow->left = (uint8_t)(LEAST + draw_below(&draw, MOST - LEAST + 1));
    if (shadow->left == 0) {
        shadow->seen = now;
        shadow->known = true;
    } else {
        shadow->left--;
    }
    return shadow->seen;
}

void stale_own(uint64_t off, unsigned bytes, uint64_t value) {
    model_line_put(&shadows[off / MODEL_LINE].seen, off, bytes, value);
}
