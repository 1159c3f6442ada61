/* The histogram against a plain list. */
#include "../litmus.h"
#include "../pattern.h"
#include "memory.h"

int main(void) {
    static struct amp_litmus_histogram histogram;
    static uint64_t count[6][6][6], first[6][6][6];
    amp_litmus_histogram_clear(&histogram);
    for (uint64_t i = 0; i < 100000; i++) {
        const uint64_t random = amp_mix64(i);
        const uint32_t a = random % 6, b = (random >> 8) % 6, c = (random >> 16) % 6;
        const uint32_t word[] = {a << 28, b, c};
        if (count[a][b][c]++ == 0)
            first[a][b][c] = i;
        amp_litmus_record(&histogram, word, 3, i);
    }
    CHECK(histogram.states == 216 && histogram.lost == 0, "%u states", histogram.states);
    for (unsigned i = 0; i < histogram.states; i++) {
        const struct amp_litmus_state *state = &histogram.state[i];
        const uint32_t a = state->word[0] >> 28, b = state->word[1], c = state->word[2];
        CHECK(state->count == count[a][b][c] && state->first == first[a][b][c], "state %u %u %u", a, b, c);
    }
    amp_litmus_histogram_clear(&histogram);
    amp_litmus_record(&histogram, NULL, 0, 7);
    amp_litmus_record(&histogram, NULL, 0, 8);
    CHECK(histogram.states == 1 && histogram.state[0].count == 2 && histogram.state[0].first == 7, "an outcome without words");
    printf("litmus_histogram: 216 states\n");
    return 0;
}
