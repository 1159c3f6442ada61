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

/* Turns of a wait that were not to be had without a pause; false when the step has waited long enough. */
static __attribute__((noinline)) int wait_on(const volatile uint8_t *at, uint32_t value, uint32_t slack, struct amp_litmus_budget *budget) {
    for (uint32_t turns = AMP_STEP_SPINS; turns > 0 && budget->spins > 0; turns--, budget->spins--) {
        if (AMP_LD32(at) - value <= slack)
            return 1;
        amp_relax();
    }
    return 0;
}

/* True when the word has reached `value`, or is at most `slack` ahead of it. */
AMP_INLINE int reached(const volatile uint8_t *at, uint32_t value, uint32_t slack, struct amp_litmus_budget *budget) {
    const uint32_t most = budget->spins < KEEN ? budget->spins : KEEN;
    uint32_t turns = 0;
    while (turns < most && AMP_LD32(at) - value > slack)
        turns++;
    budget->spins -= turns;
    return turns < most || wait_on(at, value, slack, budget);
}

/* One-way: the role whose turn it is stores and goes on, the others see it. Nothing is ordered by it but the word itself: the cells were
 * initialised before the batch's rendezvous, and this word only brings the sides together. */
AMP_INLINE int turn_word(volatile uint8_t *word, uint32_t epoch, int mine, int fence, struct amp_litmus_budget *budget) {
    if (!mine)
        return reached(word, epoch, 0, budget);
    AMP_ST32(word, epoch);
    if (fence)
        amp_dmb_sy(); /* the store has left this core before the iteration's accesses: so they do not come later than the others' */
    return 1;
}

/* Where the sides announce how many two-way rendezvous they have come to. */
struct fine {
    volatile uint8_t *mine;
    const volatile uint8_t *other[AMP_LITMUS_ROLES - 1];
    unsigned others;
};

static struct fine fine_words(const struct amp_job *job) {
    struct fine fine = {.mine = amp_litmus_line(job, (unsigned)job->arg[LITMUS_ROLE]) + AMP_LITMUS_FINE};
    for (unsigned r = 0; r < job->arg[LITMUS_ROLES]; r++)
        if (r != job->arg[LITMUS_ROLE])
            fine.other[fine.others++] = amp_litmus_line(job, r) + AMP_LITMUS_FINE;
    return fine;
}

/* Two-way: mine, stored once more where a step goes on waiting, then theirs, which may be one ahead. */
AMP_INLINE int both_ways(const struct fine *fine, uint32_t value, struct amp_litmus_budget *budget) {
    AMP_ST32(fine->mine, value);
    for (unsigned r = 0; r < fine->others; r++)
        if (!reached(fine->other[r], value, 1, budget))
            return 0;
    return 1;
}

/* Behind the rendezvous, until this side's counter has advanced by `delay`. */
static int delayed(struct amp_litmus_cursor *at, uint64_t delay, struct amp_litmus_budget *budget) {
    if (!at->waiting)
        at->until = amp_ticks() + delay;
    at->waiting = 1;
    for (; amp_ticks() < at->until; budget->spins--)
        if (budget->spins == 0)
            return 0;
    at->waiting = 0;
    return 1;
}

AMP_INLINE void skew(uint32_t random, uint32_t role, uint32_t most, struct amp_litmus_budget *budget) {
    /* Another piece of the same random number on each role, so that every side knows the others' skews. */
    const uint32_t turns = ((random * (2 * role + 1) >> 16) * (most + 1)) >> 16;
    for (uint32_t t = turns; t > 0; t--)
        amp_compiler_barrier();
    budget->spins = budget->spins > turns ? budget->spins - turns : 0;
}

/* The cells of a group, from this core's second cache into its first, as far as all have been loaded before. */
static AMP_IN_ONE_PAGE(256) __attribute__((noinline)) void preload(const struct amp_job *job, uint32_t end) {
    const struct amp_litmus *const litmus = job->litmus;
    const struct amp_litmus_order order = litmus->at.order;
    const uint32_t stride = litmus->image.stride;
    const volatile uint8_t *const cells = amp_window_at(job->window, litmus->plan.cell);
    for (uint32_t i = litmus->at.i; i < end; i++) {
        const volatile uint8_t *const cell = cells + (uintptr_t)amp_litmus_cell(&order, i) * stride;
        for (unsigned k = 0; k < litmus->image.locations; k++)
            (void)AMP_LD32(cell + litmus->image.location[k].offset);
    }
}

struct streams {
    uint32_t random, digest;
};

AMP_INLINE struct streams passed(struct streams at, uint32_t cell) {
    const uint32_t random = amp_litmus_random(at.random);
    return (struct streams){.random = random, .digest = amp_litmus_digest(at.digest, cell, random)};
}

/* Iterations [i, end). Right behind each other the sides are as close together as equal work keeps them, and their stores pile up: so the
 * batch's streams pass them afterwards. `between`: each before its iteration, which a skew needs, and which leaves a store time to get out
 * of the next one's way where the cells are preloaded. */
AMP_INLINE void stretch(struct amp_job *job, uint32_t end, uint32_t most, int between, struct amp_litmus_budget *budget) {
    struct amp_litmus *const litmus = job->litmus;
    const struct amp_litmus_order order = litmus->at.order;
    volatile uint8_t *const cells = amp_window_at(job->window, litmus->plan.cell);
    const uint32_t role = (uint32_t)job->arg[LITMUS_ROLE], outs = litmus->image.outs[role], stride = litmus->image.stride;
    const amp_litmus_code code = litmus->code;
    struct streams streams = {.random = litmus->at.random, .digest = litmus->at.digest};
    uint32_t *out = litmus->out + litmus->at.i * outs;
    for (uint32_t i = litmus->at.i; i < end; i++, out += outs) {
        const uint32_t cell = amp_litmus_cell(&order, i);
        if (between)
            streams = passed(streams, cell);
        if (most > 0)
            skew(streams.random, role, most, budget);
        code(cells + (uintptr_t)cell * stride, out);
    }
    for (uint32_t i = litmus->at.i; !between && i < end; i++)
        streams = passed(streams, amp_litmus_cell(&order, i));
    litmus->at.random = streams.random;
    litmus->at.digest = streams.digest;
    litmus->at.i = end;
}

/* Made once a mode, so that no iteration asks which. */
AMP_INLINE int iterate(struct amp_job *job, struct amp_litmus_budget *budget, enum amp_litmus_mode mode) {
    struct amp_litmus_cursor *const at = &job->litmus->at;
    volatile uint8_t *const sync = amp_window_at(job->window, job->litmus->plan.sync);
    const uint32_t role = (uint32_t)job->arg[LITMUS_ROLE], roles = (uint32_t)job->arg[LITMUS_ROLES];
    const uint32_t most = (uint32_t)job->arg[LITMUS_SKEW], group = (uint32_t)job->arg[LITMUS_GROUP];
    const uint32_t base = amp_counter_base(job->arg[LITMUS_RUN]), epoch = base + at->batch;
    const struct fine fine = fine_words(job);
    const uint64_t delay = job->arg[LITMUS_DELAY];
    const int warm = job->arg[LITMUS_PRELOAD] != 0;
    const uint32_t left = at->in_batch - at->i;
    const uint32_t end = at->i + (left < budget->iterations ? left : budget->iterations);
    while (at->i < end) {
        const uint32_t behind = at->i & (group - 1), ends = at->i - behind + group, stop = ends < end ? ends : end;
        if (warm)
            preload(job, stop);
        int met = budget->spins > 0;
        if (behind == 0 && met) {
            if (mode == AMP_LITMUS_TIMEBASE)
                met = both_ways(&fine, base + at->fine, budget) && (delay == 0 || delayed(at, delay, budget));
            else if (mode != AMP_LITMUS_NONE)
                met = turn_word(sync + 4 * at->i, epoch, at->turn == role, mode == AMP_LITMUS_USERFENCE, budget);
        }
        if (!met)
            break;
        if (behind == 0)
            at->fine++;
        budget->iterations -= stop - at->i;
        stretch(job, stop, most, warm || most > 0, budget);
        if (stop == ends)
            at->turn = at->turn + 1 == roles ? 0 : at->turn + 1;
    }
    return at->i == at->in_batch;
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
