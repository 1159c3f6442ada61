/* What the model draws, from a seed and never from time: splitmix64. */
#ifndef AMP_MODEL_DRAW_H
#define AMP_MODEL_DRAW_H

#include <stdbool.h>

#include "core/pattern.h"

struct draw {
    uint64_t state;
};

/* A stream of its own for each `purpose`. */
static inline struct draw draw_from(uint32_t seed, uint32_t purpose) {
    return (struct draw){amp_mix64((uint64_t)purpose << 32 | seed)};
}

static inline uint32_t draw_below(struct draw *draw, uint32_t limit) {
    draw->state += UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)((amp_mix64(draw->state) >> 32) * limit >> 32);
}

/* True once in `n` times, on average. */
static inline bool draw_one_in(struct draw *draw, uint64_t n) {
    return n <= 1 || draw_below(draw, n > UINT32_MAX ? UINT32_MAX : (uint32_t)n) == 0;
}

#endif
