/* A litmus thread that is loaded on this side: what job litmus runs, where it has got to, and the outcomes it gathered. Private memory of
 * its owner (the addon's object, the firmware's one); one job at a time works on it.
 */
#ifndef AMP_LITMUS_H
#define AMP_LITMUS_H

#include <stdint.h>

#include "job.h"
#include "litmus_image.h"

/* A leaf function: `cell` is this iteration's cell in the window, `out` takes the observed registers. */
typedef void (*amp_litmus_code)(volatile uint8_t *cell, uint32_t *out);

#define AMP_LITMUS_STATES 256u
#define AMP_LITMUS_GROUP_MAX 64u   /* iterations to one meeting */
#define AMP_LITMUS_OUT_WORDS 4096u /* of a batch: the same on every side, because all must cut the area into the same cells */

struct amp_litmus_state {
    uint64_t count;
    uint64_t first; /* iteration */
    uint32_t word[AMP_LITMUS_WORDS];
};

struct amp_litmus_histogram {
    uint32_t states;
    uint64_t lost;       /* outcomes of a state that had no room any more */
    uint16_t small[256]; /* of outcomes of up to four words below 4: 1 + index of the state by those words' bits, 0 not seen yet */
    uint16_t slot[2 * AMP_LITMUS_STATES];             /* open addressing: 1 + index of the state, 0 free */
    struct amp_litmus_state state[AMP_LITMUS_STATES]; /* in order of their first iteration on this side */
};

/* Where the parts of an area are: offsets in the window. */
struct amp_litmus_plan {
    uint32_t cells; /* a power of two */
    uint64_t cell, sync;
    uint64_t out[AMP_LITMUS_ROLES];
};

/* One batch's order of cells and stream of skews, the same on every side. */
struct amp_litmus_order {
    uint32_t flip, multiply, add, mask, fold;
};

/* The place of a run: everything that a step leaves for the next. */
struct amp_litmus_cursor {
    uint32_t phase;
    uint32_t met;      /* coarse rendezvous so far */
    uint32_t fine;     /* rendezvous of iterations so far */
    uint32_t batch;    /* from 0 */
    uint32_t in_batch; /* iterations of this batch */
    uint32_t i;        /* next iteration of it */
    uint32_t turn;     /* i mod roles */
    uint32_t random;   /* stream of skews */
    uint32_t digest;
    int posted;  /* of this rendezvous of a batch: told the others */
    int waiting; /* of iteration i: until `until` */
    uint64_t until, start;
    struct amp_litmus_order order;
};

struct amp_litmus {
    amp_litmus_code code;
    struct amp_litmus_image image;
    struct amp_litmus_plan plan;
    struct amp_litmus_cursor at;
    uint32_t out[AMP_LITMUS_OUT_WORDS];
    struct amp_litmus_histogram histogram;
};

/* Cuts [off, off + len) into cells, sync words and exchanged outs. AMP_E_RANGE: not even AMP_LITMUS_CELLS_MIN cells fit. */
#define AMP_LITMUS_CELLS_MIN 16u
enum amp_status amp_litmus_plan(struct amp_litmus_plan *plan, const struct amp_litmus_image *image, uint64_t off, uint64_t len);

void amp_litmus_histogram_clear(struct amp_litmus_histogram *histogram);
/* One outcome of `words` words, by search. */
struct amp_litmus_state *amp_litmus_find(struct amp_litmus_histogram *histogram, const uint32_t *word, unsigned words, uint64_t iteration);
/* The same, and most often without. */
static inline void amp_litmus_record(struct amp_litmus_histogram *histogram, const uint32_t *word, unsigned words, uint64_t iteration) {
    uint32_t all = 0, bits = 0;
    for (unsigned i = 0; i < words; i++) {
        all |= word[i];
        bits = bits << 2 | word[i];
    }
    const unsigned small = all < 4 && words <= 4;
    if (small && histogram->small[bits] != 0) {
        histogram->state[histogram->small[bits] - 1].count++;
        return;
    }
    const struct amp_litmus_state *const state = amp_litmus_find(histogram, word, words, iteration);
    if (small && state != NULL)
        histogram->small[bits] = (uint16_t)(state - histogram->state + 1);
}

#endif
