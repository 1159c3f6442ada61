/* The hot loop of job litmus: all that lies between two iterations' racing accesses. */
#include "fence.h"
#include "litmus_parts.h"

/* Turns of a wait without a pause: the other side is most often a few loads behind, and a pause costs as much as an iteration. */
#define KEEN 64u

/* An interrupt in the middle of an iteration would be a skew that nobody asked for. Restored, not unmasked: it may have been masked. */
#if defined(__arm__)
static inline uint32_t mask(void) {
    uint32_t cpsr;
    __asm__ volatile("mrs %0, cpsr\n\tcpsid if" : "=r"(cpsr) : : "memory");
    return cpsr;
}
static inline void unmask(uint32_t cpsr) {
    __asm__ volatile("msr cpsr_c, %0" : : "r"(cpsr) : "memory");
}
#else
static inline uint32_t mask(void) {
    return 0;
}
static inline void unmask(uint32_t cpsr) {
    (void)cpsr;
}
#endif

/* One turn of a wait; false when the step has waited long enough. */
AMP_INLINE int spin(uint32_t *turns, struct amp_litmus_budget *budget) {
    if (++*turns > AMP_STEP_SPINS || budget->spins == 0)
        return 0;
    budget->spins--;
    if (*turns > KEEN)
        amp_relax();
    return 1;
}

/* One-way: the role whose turn it is stores and goes on, the others see it. Nothing is ordered by it but the word itself: the cells were
 * initialised before the batch's rendezvous, and this word only brings the sides together. */
AMP_INLINE int turn_word(volatile uint8_t *word, uint32_t epoch, int mine, int fence, struct amp_litmus_budget *budget) {
    if (mine) {
        AMP_ST32(word, epoch);
        if (fence)
            amp_dmb_sy(); /* the store has left this core before the iteration's accesses: so they do not come later than the others' */
        return 1;
    }
    for (uint32_t turns = 0; AMP_LD32(word) != epoch;)
        if (!spin(&turns, budget))
            return 0;
    return 1;
}

/* Two-way, then a wait until this side's counter has advanced. */
AMP_INLINE int both_ways(struct amp_job *job, struct amp_litmus_cursor *at, uint32_t base, struct amp_litmus_budget *budget) {
    const uint32_t value = base + at->fine;
    uint32_t turns = 0;
    if (!at->posted) {
        AMP_ST32(amp_litmus_line(job, (unsigned)job->arg[LITMUS_ROLE]) + AMP_LITMUS_FINE, value);
        at->posted = 1;
    }
    while (!at->waiting && !amp_litmus_all_at(job, AMP_LITMUS_FINE, value))
        if (!spin(&turns, budget))
            return 0;
    if (job->arg[LITMUS_DELAY] != 0 && !at->waiting) {
        at->waiting = 1;
        at->until = amp_ticks() + job->arg[LITMUS_DELAY];
    }
    while (at->waiting && amp_ticks() < at->until)
        if (!spin(&turns, budget))
            return 0;
    at->posted = at->waiting = 0;
    at->fine++;
    return 1;
}

AMP_INLINE void skew(uint32_t random, uint32_t role, uint32_t most, struct amp_litmus_budget *budget) {
    /* Another piece of the same random number on each role, so that every side knows the others' skews. */
    const uint32_t turns = ((random * (2 * role + 1) >> 16) * (most + 1)) >> 16;
    for (uint32_t t = turns; t > 0; t--)
        amp_compiler_barrier();
    budget->spins = budget->spins > turns ? budget->spins - turns : 0;
}

/* Where the window is cached memory of the host's, as on a simulated or emulated board, an iteration is as long as its cache misses, and a
 * load that misses is late: so the lines of a cell are asked for some iterations ahead, shared, so that the store still has to wait where
 * the load need not. One cell in eight is left cold, since that varies the outcomes. The loads are real ones where the core has no hint
 * that is more than a hint (an emulated core drops it); memory that is uncached all the way has nothing to preload. */
enum { AHEAD = 8, COLD = 7 };
AMP_INLINE void preload(const struct amp_litmus *litmus, const volatile uint8_t *cells, const struct amp_litmus_order *order, uint32_t i,
                        uint32_t random) {
    if ((random & COLD) == 0)
        return;
    const volatile uint8_t *const cell = cells + (uintptr_t)amp_litmus_cell(order, i + AHEAD) * litmus->image.stride;
    for (unsigned k = 0; k < litmus->image.locations; k++) {
#if defined(__x86_64__)
        __builtin_prefetch((const uint8_t *)(uintptr_t)cell + litmus->image.location[k].offset);
#else
        (void)AMP_LD32(cell + litmus->image.location[k].offset);
#endif
    }
}

/* Made once a mode, so that no iteration asks which. */
AMP_INLINE int iterate(struct amp_job *job, struct amp_litmus_budget *budget, enum amp_litmus_mode mode) {
    struct amp_litmus *const litmus = job->litmus;
    struct amp_litmus_cursor *const at = &litmus->at;
    const struct amp_litmus_order order = at->order;
    volatile uint8_t *const cells = amp_window_at(job->window, litmus->plan.cell);
    volatile uint8_t *const sync = amp_window_at(job->window, litmus->plan.sync);
    const uint32_t role = (uint32_t)job->arg[LITMUS_ROLE], roles = (uint32_t)job->arg[LITMUS_ROLES];
    const uint32_t outs = litmus->image.outs[role], stride = litmus->image.stride, most = (uint32_t)job->arg[LITMUS_SKEW];
    const uint32_t base = amp_counter_base(job->arg[LITMUS_RUN]), epoch = base + at->batch;
    const uint32_t within = (uint32_t)job->arg[LITMUS_GROUP] - 1;
    const int warm = job->arg[LITMUS_PRELOAD] != 0;
    const amp_litmus_code code = litmus->code;
    const uint32_t left = at->in_batch - at->i;
    const uint32_t end = at->i + (left < budget->iterations ? left : budget->iterations);
    uint32_t i = at->i, turn = at->turn, random = at->random, digest = at->digest;
    int met = 1;
    for (; i < end; i++) {
        if (most > 0 && budget->spins == 0)
            break;
        if ((i & within) != 0)
            met = 1; /* right behind the one before: the sides are as close together as equal work keeps them */
        else if (mode == AMP_LITMUS_TIMEBASE)
            met = both_ways(job, at, base, budget);
        else if (mode != AMP_LITMUS_NONE)
            met = turn_word(sync + 4 * i, epoch, turn == role, mode == AMP_LITMUS_USERFENCE, budget);
        if (!met)
            break;
        if (warm)
            preload(litmus, cells, &order, i, random);
        const uint32_t next = amp_litmus_random(random), cell = amp_litmus_cell(&order, i);
        if (most > 0)
            skew(next, role, most, budget);
        code(cells + (uintptr_t)cell * stride, litmus->out + i * outs);
        digest = amp_litmus_digest(digest, cell, next);
        random = next;
        if ((i & within) == within)
            turn = turn + 1 == roles ? 0 : turn + 1;
    }
    budget->iterations -= i - at->i;
    at->i = i;
    at->turn = turn;
    at->random = random;
    at->digest = digest;
    return i == at->in_batch;
}

AMP_IN_ONE_PAGE(1024) static int iterate_user(struct amp_job *job, struct amp_litmus_budget *budget) {
    return iterate(job, budget, AMP_LITMUS_USER);
}
AMP_IN_ONE_PAGE(1024) static int iterate_userfence(struct amp_job *job, struct amp_litmus_budget *budget) {
    return iterate(job, budget, AMP_LITMUS_USERFENCE);
}
AMP_IN_ONE_PAGE(1024) static int iterate_timebase(struct amp_job *job, struct amp_litmus_budget *budget) {
    return iterate(job, budget, AMP_LITMUS_TIMEBASE);
}
AMP_IN_ONE_PAGE(1024) static int iterate_none(struct amp_job *job, struct amp_litmus_budget *budget) {
    return iterate(job, budget, AMP_LITMUS_NONE);
}

int amp_litmus_iterate(struct amp_job *job, struct amp_litmus_budget *budget) {
    static int (*const loops[AMP_LITMUS_MODE_COUNT])(struct amp_job *, struct amp_litmus_budget *) = {
        [AMP_LITMUS_USER] = iterate_user,
        [AMP_LITMUS_USERFENCE] = iterate_userfence,
        [AMP_LITMUS_TIMEBASE] = iterate_timebase,
        [AMP_LITMUS_NONE] = iterate_none,
    };
    const uint32_t cpsr = mask();
    const int ended = loops[job->arg[LITMUS_MODE]](job, budget);
    unmask(cpsr);
    return ended;
}
