/* Numbers that faults draw, from `--seed`: each fault has a generator of its own, so that one does not shift what another draws. */
#ifndef AMP_FAULTS_DRAW_H
#define AMP_FAULTS_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#include "faults.h"

/* SplitMix32, as framework/board/seeds.ts. */
static inline uint32_t fault_draw(uint32_t *state) {
    uint32_t z = (*state += 0x9e3779b9u);
    z = (z ^ z >> 16) * 0x21f0aaadu;
    z = (z ^ z >> 15) * 0x735a2d97u;
    return z ^ z >> 15;
}

static inline uint32_t fault_draw_start(enum fault_name name) {
    return fault_seed() + 0x51ed270bu * (uint32_t)(name + 1);
}

/* Once in `n` times; never for 0. */
static inline bool fault_once_in(uint32_t *state, uint64_t n) {
    return n != 0 && fault_draw(state) % n == 0;
}

#endif
