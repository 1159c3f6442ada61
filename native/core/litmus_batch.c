/* What a batch does before and behind its loop. Each role has its share of the cells and of the iterations. */
#include "litmus_parts.h"

void amp_litmus_batch(struct amp_job *job) {
    struct amp_litmus *const litmus = job->litmus;
    struct amp_litmus_cursor *const at = &litmus->at;
    const uint64_t left = job->arg[LITMUS_ITERATIONS] - job->done;
    const uint64_t a = amp_mix64(job->arg[LITMUS_SEED] + (uint64_t)at->batch * UINT64_C(0x9E3779B97F4A7C15));
    const uint64_t b = amp_mix64(a);
    uint32_t bits = 0;
    while (litmus->plan.cells >> (bits + 1) != 0)
        bits++;
    at->order.flip = (uint32_t)a;
    at->order.multiply = (uint32_t)(a >> 32) | 1;
    at->order.add = (uint32_t)b;
    at->order.mask = litmus->plan.cells - 1;
    at->order.fold = (bits + 1) / 2;
    at->random = (uint32_t)(b >> 32) | 1;
    at->in_batch = left < litmus->plan.cells ? (uint32_t)left : litmus->plan.cells;
    at->i = 0;
    at->turn = 0;
    at->posted = at->waiting = 0;
}

void amp_litmus_initialise(struct amp_job *job) {
    const struct amp_litmus *const litmus = job->litmus;
    const struct amp_litmus_image *const image = &litmus->image;
    volatile uint8_t *const cells = amp_window_at(job->window, litmus->plan.cell);
    for (uint32_t i = (uint32_t)job->arg[LITMUS_ROLE]; i < litmus->plan.cells; i += (uint32_t)job->arg[LITMUS_ROLES]) {
        volatile uint8_t *const cell = cells + (uintptr_t)i * image->stride;
        for (unsigned k = 0; k < image->locations; k++) {
            const struct amp_litmus_location *const at = &image->location[k];
            if (at->width == 64)
                AMP_ST64(cell + at->offset, (uint64_t)at->initial_high << 32 | at->initial_low);
            else
                AMP_ST32(cell + at->offset, at->initial_low);
        }
    }
}

/* Where the window is cached memory of the host's, as on an emulated board, an iteration is as long as its cache misses, and a load that
 * misses is late. So every side reads the cells once they are initialised: lines that all of them have are shared, and then a store has to
 * wait where a load need not. Real loads, as an emulated core drops a hint, and in the order of addresses, which costs a third of what it
 * does group by group; a group's are loaded once more before its meeting (litmus_iterate.c). */
AMP_IN_ONE_PAGE(256) void amp_litmus_preload(const struct amp_job *job) {
    const struct amp_litmus *const litmus = job->litmus;
    const struct amp_litmus_image *const image = &litmus->image;
    const volatile uint8_t *cell = amp_window_at(job->window, litmus->plan.cell);
    for (uint32_t i = 0; i < litmus->plan.cells; i++, cell += image->stride)
        for (unsigned k = 0; k < image->locations; k++)
            (void)AMP_LD32(cell + image->location[k].offset);
}

static void store_outs(volatile uint8_t *out, const uint32_t *word, uint32_t from, uint32_t to) {
    for (uint32_t w = from; w < to; w++)
        AMP_ST32(out + 4 * w, word[w]);
}

/* What the others gather; my own share is read where it is. */
void amp_litmus_publish(struct amp_job *job) {
    const struct amp_litmus *const litmus = job->litmus;
    const uint32_t role = (uint32_t)job->arg[LITMUS_ROLE], roles = (uint32_t)job->arg[LITMUS_ROLES];
    const uint32_t n = litmus->at.in_batch, outs = litmus->image.outs[role];
    volatile uint8_t *const out = amp_window_at(job->window, litmus->plan.out[role]);
    store_outs(out, litmus->out, 0, outs * amp_litmus_share(n, role, roles));
    store_outs(out, litmus->out, outs * amp_litmus_share(n, role + 1, roles), outs * n);
}
