/* From a batch to the histogram. As hot as the iterations themselves: for most tests a role's words are few and small, and so are the steps
 * from one iteration's to the next's. */
#include "litmus_parts.h"

/* Where the words of my next iteration are. */
struct source {
    const volatile uint8_t *at; /* in the window; NULL: `own` */
    const uint32_t *own;
    uint32_t step; /* words */
};

/* The outs of every role, in order; gives how many words they are. */
static unsigned sources(const struct amp_job *job, struct source *source, uint32_t from) {
    const struct amp_litmus *const litmus = job->litmus;
    unsigned n = 0;
    for (unsigned r = 0; r < job->arg[LITMUS_ROLES]; r++) {
        const uint32_t outs = litmus->image.outs[r];
        for (uint32_t w = 0; w < outs; w++) {
            const uint32_t at = outs * from + w;
            source[n].at = r == job->arg[LITMUS_ROLE] ? NULL : amp_window_at(job->window, litmus->plan.out[r] + 4 * at);
            source[n].own = litmus->out + at;
            source[n++].step = outs;
        }
    }
    return n;
}

AMP_IN_ONE_PAGE(1024) void amp_litmus_gather(struct amp_job *job) {
    struct amp_litmus *const litmus = job->litmus;
    const struct amp_litmus_image *const image = &litmus->image;
    const uint32_t role = (uint32_t)job->arg[LITMUS_ROLE], roles = (uint32_t)job->arg[LITMUS_ROLES];
    const uint32_t from = amp_litmus_share(litmus->at.in_batch, role, roles), end = amp_litmus_share(litmus->at.in_batch, role + 1, roles);
    volatile uint8_t *const cells = amp_window_at(job->window, litmus->plan.cell);
    const struct amp_litmus_order order = litmus->at.order;
    struct source source[AMP_LITMUS_WORDS];
    uint32_t word[AMP_LITMUS_WORDS], final[AMP_LITMUS_LOCATIONS];
    const unsigned outs = sources(job, source, from);
    unsigned words = outs;
    for (unsigned k = 0; k < image->locations; k++)
        if ((image->finals >> k & 1) != 0)
            final[words++ - outs] = image->location[k].offset;
    for (uint32_t i = from; i < end; i++) {
        for (unsigned n = 0; n < outs; n++) {
            if (source[n].at != NULL) {
                word[n] = AMP_LD32(source[n].at);
                source[n].at += 4 * source[n].step;
            } else {
                word[n] = *source[n].own;
                source[n].own += source[n].step;
            }
        }
        if (words > outs) {
            const volatile uint8_t *const cell = cells + (uintptr_t)amp_litmus_cell(&order, i) * image->stride;
            for (unsigned n = outs; n < words; n++)
                word[n] = AMP_LD32(cell + final[n - outs]);
        }
        amp_litmus_record(&litmus->histogram, word, words, job->done + i);
    }
}
