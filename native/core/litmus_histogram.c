#include "litmus.h"

enum { SLOTS = 2 * AMP_LITMUS_STATES };

void amp_litmus_histogram_clear(struct amp_litmus_histogram *histogram) {
    histogram->states = 0;
    histogram->lost = 0;
    for (unsigned i = 0; i < SLOTS; i++)
        histogram->slot[i] = 0;
    for (unsigned i = 0; i < sizeof histogram->small / sizeof histogram->small[0]; i++)
        histogram->small[i] = 0;
}

static int same(const struct amp_litmus_state *state, const uint32_t *word, unsigned words) {
    for (unsigned i = 0; i < words; i++)
        if (state->word[i] != word[i])
            return 0;
    return 1;
}

/* NULL: there is no room. */
static struct amp_litmus_state *add(struct amp_litmus_histogram *histogram, unsigned slot, const uint32_t *word, unsigned words,
                                    uint64_t iteration) {
    if (histogram->states == AMP_LITMUS_STATES) {
        histogram->lost++;
        return NULL;
    }
    struct amp_litmus_state *const state = &histogram->state[histogram->states++];
    state->count = 1;
    state->first = iteration;
    for (unsigned i = 0; i < AMP_LITMUS_WORDS; i++)
        state->word[i] = i < words ? word[i] : 0;
    histogram->slot[slot] = (uint16_t)histogram->states;
    return state;
}

struct amp_litmus_state *amp_litmus_find(struct amp_litmus_histogram *histogram, const uint32_t *word, unsigned words, uint64_t iteration) {
    uint32_t hash = 0;
    for (unsigned i = 0; i < words; i++)
        hash = (hash ^ word[i]) * 0x9E3779B1u;
    /* At most half of the slots are taken, so that a free one ends every search. */
    for (unsigned slot = (hash >> 16) % SLOTS;; slot = (slot + 1) % SLOTS) {
        if (histogram->slot[slot] == 0) {
            return add(histogram, slot, word, words, iteration);
        }
        struct amp_litmus_state *const state = &histogram->state[histogram->slot[slot] - 1];
        if (same(state, word, words)) {
            state->count++;
            return state;
        }
    }
}
