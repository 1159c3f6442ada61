#include "place.h"

#include <stdbool.h>

#include "../faults.h"

static uint64_t end; /* spared from there on */
static uint64_t alias, shift, stuck;
static bool swapped;

void place_attach(uint64_t size) {
    end = size;
    alias = fault_on(FAULT_ALIAS_ADDRESS) ? UINT64_C(1) << fault_argument(FAULT_ALIAS_ADDRESS) : 0;
    shift = fault_on(FAULT_WINDOW_SHIFTED) ? fault_argument(FAULT_WINDOW_SHIFTED) % size : 0;
    stuck = fault_on(FAULT_STUCK_BIT) ? UINT64_C(0x100000001) << fault_argument(FAULT_STUCK_BIT) % 32 : 0;
    swapped = fault_on(FAULT_SWAPPED_LANES);
}

/* It wraps below what is spared: a control word is nobody's alias. */
uint64_t place_of(uint64_t off) {
    return off < end ? ((off & ~alias) + shift) % end : off;
}

/* Of a load that holds byte 0 or 1 of a word, and not both, the other one. */
uint64_t place_of_load(uint64_t off, unsigned bytes) {
    const bool lane = swapped && off < end && bytes == 1 && (off & 2) == 0;
    return place_of(off) ^ lane;
}

uint64_t place_value(uint64_t off, unsigned bytes, uint64_t value) {
    if (off >= end)
        return value;
    if (swapped && bytes > 1 && (off & 2) == 0) {
        const uint64_t low = UINT64_C(0x000000ff000000ff), high = low << 8;
        const uint64_t lanes = bytes == 8 ? UINT64_MAX : 0xffff;
        value = (value & ~((low | high) & lanes)) | (value & high & lanes) >> 8 | (value & low & lanes) << 8;
    }
    return value & ~(stuck >> 8 * (off & 3));
}
