/* Job handoff: role ctl off len rounds seed pattern barrier -> rounds mismatches first_round first_off expected got ticks.
 *
 * Round n = 1 … rounds, counters are base + n, modulo 2^32:
 *   producer: fill the block for (seed, n) · [publish barrier] · ctl+0 := base + n · wait until ctl+64 = base + n
 *   consumer: wait until ctl+0 = base + n · [observe barrier] · verify the block · [observe barrier] · ctl+64 := base + n
 * Each side writes one word of the control block (and the producer the data block), so either may be started first.
 * Counters are compared for equality: whatever an earlier run left there is nobody's counter.
 */
#include "barrier.h"
#include "job_kind.h"
#include "pattern.h"
#include "port.h"
#include "span.h"
#include "ticks.h"
#include "window.h"

enum { ROLE, CTL, OFF, LEN, ROUNDS, SEED, PATTERN, BARRIER };
enum { R_ROUNDS, R_MISMATCHES, R_FIRST_ROUND, R_FIRST_OFF, R_EXPECTED, R_GOT, R_TICKS };
enum { ROLE_PRODUCER, ROLE_CONSUMER, ROLE_COUNT };

/* state */
enum { PHASE, POS, START };
/* The order of the phases of one round on each side. */
enum { PRODUCE = 0, WAIT_ACK, WAIT_BLOCK, CONSUME };

#define ROUNDS_MAX UINT64_C(0x7FFFFFFF)

enum amp_status amp_handoff_start(struct amp_job *job) {
    const uint64_t *arg = job->arg;
    if (arg[ROLE] >= ROLE_COUNT || arg[PATTERN] >= AMP_PATTERN_COUNT || arg[BARRIER] >= AMP_BARRIER_COUNT)
        return AMP_E_ARG;
    if (arg[LEN] == 0 || arg[ROUNDS] == 0 || arg[ROUNDS] > ROUNDS_MAX)
        return AMP_E_ARG;
    if (arg[CTL] % AMP_CTL_ALIGN != 0)
        return AMP_E_ALIGN;
    if (amp_window_range(job->window, arg[CTL], AMP_CTL_BYTES) != AMP_OK || amp_window_range(job->window, arg[OFF], arg[LEN]) != AMP_OK)
        return AMP_E_RANGE;
    if (arg[OFF] < arg[CTL] + AMP_CTL_BYTES && arg[CTL] < arg[OFF] + arg[LEN])
        return AMP_E_ARG; /* the block would overwrite its own control words */
    job->state[PHASE] = arg[ROLE] == ROLE_PRODUCER ? PRODUCE : WAIT_BLOCK;
    return AMP_OK;
}

/* The part of the block that this step may still touch; `budget` is in accesses at 8 bytes. */
static struct amp_span next_span(const struct amp_job *job, uint64_t round, size_t budget) {
    const uint64_t left = job->arg[LEN] - job->state[POS];
    return (struct amp_span){
        .pattern = (uint32_t)job->arg[PATTERN],
        .seed = amp_round_seed(job->arg[SEED], round),
        .off = job->arg[OFF] + job->state[POS],
        .len = (size_t)(left < (uint64_t)budget * 8 ? left : (uint64_t)budget * 8),
    };
}

/* Accesses to count for a span: never 0, so that tiny blocks use up their step as well. */
static size_t cost(struct amp_span span) {
    return span.len / 8 + 16;
}

/* True when the word has the value; gives up after `spins`, which it counts down. */
static int wait_for(const volatile uint8_t *word, uint32_t value, uint32_t *spins) {
    while (AMP_LD32(word) != value) {
        if (--*spins == 0)
            return 0;
        amp_relax();
    }
    return 1;
}

static void verify(struct amp_job *job, const struct amp_span *span, uint64_t round) {
    struct amp_mismatch found = {
        .count = job->result[R_MISMATCHES],
        .off = job->result[R_FIRST_OFF],
        .expected = job->result[R_EXPECTED],
        .got = job->result[R_GOT],
    };
    amp_span_verify_widest(job->window, span, &found);
    if (found.count != 0 && job->result[R_MISMATCHES] == 0)
        job->result[R_FIRST_ROUND] = round;
    job->result[R_MISMATCHES] = found.count;
    job->result[R_FIRST_OFF] = found.off;
    job->result[R_EXPECTED] = found.expected;
    job->result[R_GOT] = found.got;
}

static void end_round(struct amp_job *job, unsigned next) {
    job->done++;
    job->result[R_ROUNDS] = job->done;
    /* Wall time since this side's first round began: pauses between steps are part of a handoff. */
    job->result[R_TICKS] = amp_ticks() - job->state[START];
    job->state[PHASE] = next;
}

enum amp_status amp_handoff_step(struct amp_job *job) {
    volatile uint8_t *const ctl = amp_window_at(job->window, job->arg[CTL]);
    const uint32_t base = amp_counter_base(job->arg[SEED]);
    uint32_t spins = AMP_STEP_SPINS;
    size_t budget = AMP_STEP_ACCESSES;

    (void)amp_ticks(); /* a waiting side reads the clock as well, so that a port can extend a short counter */
    while (job->done < job->arg[ROUNDS]) {
        const uint64_t round = job->done + 1;
        const uint32_t counter = base + (uint32_t)round;
        const struct amp_span span = next_span(job, round, budget);
        switch (job->state[PHASE]) {
        case PRODUCE:
            if (round == 1 && job->state[POS] == 0)
                job->state[START] = amp_ticks();
            /* No barrier between the ack that ended the last round and these stores: they depend on it by control, and a store
             * is never observed before a load that it is control-dependent on. */
            amp_span_fill_widest(job->window, &span);
            break;
        case WAIT_ACK:
            if (!wait_for(ctl + AMP_CTL_BACK, counter, &spins))
                return AMP_MORE;
            end_round(job, PRODUCE);
            continue;
        case WAIT_BLOCK:
            if (!wait_for(ctl + AMP_CTL_FRONT, counter, &spins))
                return AMP_MORE;
            if (round == 1)
                job->state[START] = amp_ticks();
            /* The load of the flag before the loads of the block, for this consumer. */
            amp_barrier_observe(job->arg[BARRIER]);
            job->state[PHASE] = CONSUME;
            continue;
        default:
            verify(job, &span, round);
            break;
        }

        /* A part of the block was filled or verified. */
        job->state[POS] += span.len;
        budget = budget > cost(span) ? budget - cost(span) : 0;
        if (job->state[POS] == job->arg[LEN]) {
            job->state[POS] = 0;
            if (job->state[PHASE] == PRODUCE) {
                /* The stores of the block before the store of the flag, for the consumer. */
                amp_barrier_publish(job->arg[BARRIER]);
                AMP_ST32(ctl + AMP_CTL_FRONT, counter);
                job->state[PHASE] = WAIT_ACK;
            } else {
                /* The loads of the block before the store of the ack, for the producer: it overwrites the block once it sees it. */
                amp_barrier_observe(job->arg[BARRIER]);
                AMP_ST32(ctl + AMP_CTL_BACK, counter);
                end_round(job, WAIT_BLOCK);
            }
        }
        if (budget == 0 && job->done < job->arg[ROUNDS])
            return AMP_MORE;
    }
    return AMP_OK;
}
