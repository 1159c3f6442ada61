/* Job litmus: role roles ctl off len iterations seed mode skew delay group preload run -> iterations cells batches states lost digest
 * ticks.
 *
 * A batch has as many iterations as the area has cells:
 *   initialise my cells · DSB · meet · preload · iterate · copy my outs to the window · DSB · meet · gather my outcomes · meet
 * The last meeting keeps a fast role from initialising cells that a slow one still reads. Every step may end in mid-batch: the cursor of
 * struct amp_litmus has the place.
 */
#include "fence.h"
#include "job_kind.h"
#include "litmus_parts.h"

enum { R_ITERATIONS, R_CELLS, R_BATCHES, R_STATES, R_LOST, R_DIGEST, R_TICKS };
enum { ARRIVE, INITIALISE, MEET_READY, PRELOAD, ITERATE, PUBLISH, MEET_PUBLISHED, GATHER, MEET_GATHERED, DONE };

#define ITERATIONS_MAX (UINT64_C(1) << 48)
#define SKEW_MAX 65535u
#define DELAY_MAX UINT64_C(1000000000)
/* At 1 µs an iteration, a slow core's uncached accesses, 16 ms; and 10 ms of waiting, as AMP_STEP_SPINS has it. */
#define STEP_ITERATIONS 16384u
#if defined(__x86_64__)
#define STEP_SPINS (64u * AMP_STEP_SPINS)
#else
#define STEP_SPINS (2u * AMP_STEP_SPINS)
#endif

static enum amp_status check(const struct amp_job *job) {
    const uint64_t *const arg = job->arg;
    const struct amp_litmus *const litmus = job->litmus;
    if (litmus == NULL || litmus->code == NULL || arg[LITMUS_ROLES] != litmus->image.roles || arg[LITMUS_ROLE] >= arg[LITMUS_ROLES])
        return AMP_E_ARG;
    if (arg[LITMUS_ITERATIONS] == 0 || arg[LITMUS_ITERATIONS] > ITERATIONS_MAX || arg[LITMUS_MODE] >= AMP_LITMUS_MODE_COUNT ||
        arg[LITMUS_SKEW] > SKEW_MAX || arg[LITMUS_DELAY] > DELAY_MAX)
        return AMP_E_ARG;
    if (arg[LITMUS_PRELOAD] > 1)
        return AMP_E_ARG;
    if (arg[LITMUS_GROUP] == 0 || arg[LITMUS_GROUP] > AMP_LITMUS_GROUP_MAX || (arg[LITMUS_GROUP] & (arg[LITMUS_GROUP] - 1)) != 0)
        return AMP_E_ARG;
    if (arg[LITMUS_CTL] % 64 != 0 || arg[LITMUS_OFF] % 64 != 0)
        return AMP_E_ALIGN;
    if (amp_window_range(job->window, arg[LITMUS_CTL], AMP_LITMUS_CTL_BYTES) != AMP_OK ||
        amp_window_range(job->window, arg[LITMUS_OFF], arg[LITMUS_LEN]) != AMP_OK)
        return AMP_E_RANGE;
    if (arg[LITMUS_OFF] < arg[LITMUS_CTL] + AMP_LITMUS_CTL_BYTES && arg[LITMUS_CTL] < arg[LITMUS_OFF] + arg[LITMUS_LEN])
        return AMP_E_ARG; /* the cells would overwrite the control block */
    return AMP_OK;
}

enum amp_status amp_litmus_start(struct amp_job *job) {
    enum amp_status status = check(job);
    if (status != AMP_OK)
        return status;
    struct amp_litmus *const litmus = job->litmus;
    status = amp_litmus_plan(&litmus->plan, &litmus->image, job->arg[LITMUS_OFF], job->arg[LITMUS_LEN]);
    if (status != AMP_OK)
        return status;
    amp_litmus_histogram_clear(&litmus->histogram);
    struct amp_litmus_cursor *const at = &litmus->at;
    at->phase = ARRIVE;
    at->met = 0;
    at->fine = 0;
    at->batch = 0;
    at->digest = 0x811C9DC5u;
    at->start = 0;
    amp_litmus_batch(job);
    job->result[R_CELLS] = litmus->plan.cells;
    return AMP_OK;
}

/* Announces this rendezvous and waits for the others; true when all are there. What was written before is theirs to read after. */
static int meet(struct amp_job *job, struct amp_litmus_budget *budget) {
    struct amp_litmus_cursor *const at = &job->litmus->at;
    const uint32_t value = amp_counter_base(job->arg[LITMUS_RUN]) + at->met;
    if (!at->posted) {
        /* Every store of mine before it, complete, for whoever sees the announcement. */
        amp_dsb_sy();
        AMP_ST32(amp_litmus_line(job, (unsigned)job->arg[LITMUS_ROLE]) + AMP_LITMUS_COARSE, value);
        at->posted = 1;
    }
    for (uint32_t turns = AMP_STEP_SPINS; !amp_litmus_all_at(job, AMP_LITMUS_COARSE, value); turns--) {
        if (turns == 0 || budget->spins == 0)
            return 0;
        budget->spins--;
        amp_relax();
    }
    /* The announcements seen before what lies behind them, for this role. */
    amp_dmb_sy();
    at->posted = 0;
    at->met++;
    return 1;
}

static void end_batch(struct amp_job *job) {
    struct amp_litmus *const litmus = job->litmus;
    job->done += litmus->at.in_batch;
    litmus->at.batch++;
    job->result[R_ITERATIONS] = job->done;
    job->result[R_BATCHES] = litmus->at.batch;
    job->result[R_STATES] = litmus->histogram.states;
    job->result[R_LOST] = litmus->histogram.lost;
    job->result[R_DIGEST] = litmus->at.digest;
    job->result[R_TICKS] = amp_ticks() - litmus->at.start;
}

/* Does the phase; false when it is not over. */
static int phase(struct amp_job *job, struct amp_litmus_budget *budget) {
    struct amp_litmus_cursor *const at = &job->litmus->at;
    switch (at->phase) {
    case ARRIVE:
        if (!meet(job, budget))
            return 0;
        at->start = amp_ticks();
        break;
    case INITIALISE:
        amp_litmus_initialise(job);
        break;
    case PRELOAD:
        if (job->arg[LITMUS_PRELOAD] != 0)
            amp_litmus_preload(job);
        break;
    case ITERATE:
        if (!amp_litmus_iterate(job, budget))
            return 0;
        break;
    case PUBLISH:
        amp_litmus_publish(job);
        break;
    case GATHER:
        amp_litmus_gather(job);
        break;
    default:
        if (!meet(job, budget))
            return 0;
    }
    at->phase++;
    return 1;
}

enum amp_status amp_litmus_step(struct amp_job *job) {
    /* Preloaded cells are loaded twice more, before they are run. */
    const uint32_t iterations = job->arg[LITMUS_PRELOAD] != 0 ? STEP_ITERATIONS / 4 : STEP_ITERATIONS;
    struct amp_litmus_budget budget = {.iterations = iterations, .spins = STEP_SPINS};
    struct amp_litmus_cursor *const at = &job->litmus->at;
    (void)amp_ticks(); /* a waiting side reads the clock as well, so that a port can extend a short counter */
    while (phase(job, &budget)) {
        if (at->phase != DONE)
            continue;
        end_batch(job);
        if (job->done == job->arg[LITMUS_ITERATIONS])
            return AMP_OK;
        amp_litmus_batch(job);
        at->phase = INITIALISE;
        if (budget.iterations == 0)
            break;
    }
    return AMP_MORE;
}
