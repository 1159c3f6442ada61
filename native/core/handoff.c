/* Job handoff: role ctl off len rounds seed pattern barrier maintenance patience run -> rounds mismatches first_round first_off expected
 * got ticks late.
 *
 * Round n = 0 … rounds, counters are base + n, modulo 2^32:
 *   producer: fill the block for (seed, n) · [publish barrier] · ctl+0 := base + n · wait until ctl+64 = base + n
 *   consumer: wait until ctl+0 = base + n · [observe barrier] · verify the block · [observe barrier] · ctl+64 := base + n
 * Each side writes one word of the control block (and the producer the data block), so either may be started first.
 * Counters are compared for equality: whatever an earlier run left there is nobody's counter, since `run` is fresh.
 * Round 0 counts for nothing: after it all that is old in the block, for either side, is of a known round.
 * The round with the first mismatch is the last, so that block and sides stay as they were: the consumer acknowledges it with base + n +
 * 2^31.
 */
#include "barrier.h"
#include "job_kind.h"
#include "maintenance.h"
#include "pattern.h"
#include "port.h"
#include "span.h"
#include "ticks.h"
#include "window.h"

enum { ROLE, CTL, OFF, LEN, ROUNDS, SEED, PATTERN, BARRIER, MAINTENANCE, PATIENCE, RUN };
enum { R_ROUNDS, R_MISMATCHES, R_FIRST_ROUND, R_FIRST_OFF, R_EXPECTED, R_GOT, R_TICKS, R_LATE };
enum { ROLE_PRODUCER, ROLE_CONSUMER, ROLE_COUNT };

/* state */
enum { PHASE, POS, START, ROUND, WAITED, SINCE, STREAK };
/* The order of the phases of one round on each side. */
enum { PRODUCE = 0, WAIT_ACK, WAIT_BLOCK, CONSUME };

#define ROUNDS_MAX UINT64_C(0x7FFFFFFF)
/* Added to a counter: the consumer has found a mismatch. No round has that counter. */
#define STOP UINT32_C(0x80000000)

/* One late round may be a hiccup of whatever shares a processor with the other side, so many one after another are none. */
#define LATE_ROUNDS 4
/* A wait is given up after so many times the patience; the first may be as much longer as the host takes to start the other side. */
#define GIVE_UP 8
#define GIVE_UP_FIRST 20
/* The most that counts between two looks at the clock, as a part of the patience: a side that did not run did not wait. */
#define ASLEEP 4

enum amp_status amp_handoff_start(struct amp_job *job) {
    const uint64_t *arg = job->arg;
    if (arg[ROLE] >= ROLE_COUNT || arg[PATTERN] >= AMP_PATTERN_COUNT || arg[BARRIER] >= AMP_BARRIER_COUNT || arg[MAINTENANCE] > 1 ||
        arg[PATIENCE] > UINT64_MAX / GIVE_UP_FIRST)
        return AMP_E_ARG;
    if (arg[LEN] == 0 || arg[ROUNDS] == 0 || arg[ROUNDS] > ROUNDS_MAX)
        return AMP_E_ARG;
    if (arg[CTL] % AMP_CTL_ALIGN != 0)
        return AMP_E_ALIGN;
    if (amp_window_range(job->window, arg[CTL], AMP_CTL_BYTES) != AMP_OK || amp_window_range(job->window, arg[OFF], arg[LEN]) != AMP_OK)
        return AMP_E_RANGE;
    if (arg[OFF] < arg[CTL] + AMP_CTL_BYTES && arg[CTL] < arg[OFF] + arg[LEN])
        return AMP_E_ARG; /* the block would overwrite its own control words */
    /* What an earlier job of this side left dirty there must not go back over the other's word. The side that leads has started by then. */
    if (arg[MAINTENANCE] != 0)
        amp_port_invalidate(amp_window_at(job->window, arg[CTL]), AMP_CTL_BYTES);
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

static uint32_t counter_of(const struct amp_job *job) {
    return amp_counter_base(job->arg[RUN]) + (uint32_t)job->state[ROUND];
}

/* A word of the other side's. */
static uint32_t look(const struct amp_job *job, volatile uint8_t *word) {
    if (job->arg[MAINTENANCE] != 0)
        amp_port_invalidate(word, 4);
    return AMP_LD32(word);
}

enum awaited { NOT_YET, THERE, STOPPED };

/* Waits until the word has this round's counter, with or without STOP; gives up after `spins`, which it counts down. */
static enum awaited wait_for(const struct amp_job *job, volatile uint8_t *word, uint32_t *spins) {
    const uint32_t counter = counter_of(job);
    for (;;) {
        const uint32_t seen = look(job, word);
        if (seen == counter)
            return THERE;
        if (seen == counter + STOP)
            return STOPPED;
        if (--*spins == 0)
            return NOT_YET;
        amp_relax();
    }
}

/* The counter of this round, or `more` than it, to the other side. */
static void publish(const struct amp_job *job, volatile uint8_t *word, uint32_t more) {
    AMP_ST32(word, counter_of(job) + more);
    if (job->arg[MAINTENANCE] != 0)
        amp_port_clean(word, 4);
}

/* At the start of a step in which the side still waits: true when it has waited enough. */
static int out_of_patience(struct amp_job *job, uint64_t now) {
    const uint64_t patience = job->arg[PATIENCE], before = job->state[WAITED];
    const uint64_t passed = job->state[SINCE] == 0 ? 0 : now - job->state[SINCE];
    const uint64_t most = patience * (job->state[ROUND] == 0 ? GIVE_UP_FIRST : GIVE_UP);
    job->state[SINCE] = now;
    if (patience == 0)
        return 0;
    job->state[WAITED] += passed < patience / ASLEEP ? passed : patience / ASLEEP + 1;
    if (job->state[ROUND] != 0 && before <= patience && job->state[WAITED] > patience)
        job->result[R_LATE]++, job->state[STREAK]++;
    return job->state[WAITED] > most || job->state[STREAK] >= LATE_ROUNDS;
}

/* The end of a wait that was given up: which word, what it should have become, what it was seen to hold. */
static enum amp_status give_up(struct amp_job *job, uint64_t word) {
    if (job->result[R_LATE] == 0)
        job->result[R_LATE] = 1;
    job->result[R_FIRST_ROUND] = job->state[ROUND];
    job->result[R_FIRST_OFF] = job->arg[CTL] + word;
    job->result[R_EXPECTED] = counter_of(job);
    job->result[R_GOT] = look(job, amp_window_at(job->window, job->arg[CTL] + word));
    return AMP_OK;
}

static void verify(struct amp_job *job, const struct amp_span *span) {
    struct amp_mismatch found = {
        .count = job->result[R_MISMATCHES],
        .off = job->result[R_FIRST_OFF],
        .expected = job->result[R_EXPECTED],
        .got = job->result[R_GOT],
    };
    if (job->arg[MAINTENANCE] != 0)
        amp_port_invalidate(amp_window_at(job->window, span->off), span->len);
    amp_span_verify_widest(job->window, span, &found);
    if (found.count == 0 || job->state[ROUND] == 0)
        return;
    job->result[R_FIRST_ROUND] = job->state[ROUND];
    job->result[R_MISMATCHES] = found.count;
    job->result[R_FIRST_OFF] = found.off;
    job->result[R_EXPECTED] = found.expected;
    job->result[R_GOT] = found.got;
}

static void begin_wait(struct amp_job *job, unsigned phase) {
    job->state[PHASE] = phase;
    job->state[WAITED] = job->state[SINCE] = 0;
}

static void end_round(struct amp_job *job) {
    if (job->state[WAITED] <= job->arg[PATIENCE])
        job->state[STREAK] = 0;
    if (job->state[ROUND]++ == 0)
        return;
    job->done++;
    job->result[R_ROUNDS] = job->done;
    /* Wall time since this side's first round began: pauses between steps are part of a handoff. */
    job->result[R_TICKS] = amp_ticks() - job->state[START];
}

enum amp_status amp_handoff_step(struct amp_job *job) {
    volatile uint8_t *const front = amp_window_at(job->window, job->arg[CTL] + AMP_CTL_FRONT);
    volatile uint8_t *const back = amp_window_at(job->window, job->arg[CTL] + AMP_CTL_BACK);
    uint32_t spins = AMP_STEP_SPINS;
    size_t budget = AMP_STEP_ACCESSES;

    /* Also where nothing is done with it, so that a port can extend a short counter. */
    const uint64_t now = amp_ticks();
    if (job->state[PHASE] == WAIT_ACK && out_of_patience(job, now))
        return give_up(job, AMP_CTL_BACK);
    if (job->state[PHASE] == WAIT_BLOCK && out_of_patience(job, now))
        return give_up(job, AMP_CTL_FRONT);
    while (job->state[ROUND] <= job->arg[ROUNDS]) {
        const uint64_t round = job->state[ROUND];
        const struct amp_span span = next_span(job, round, budget);
        enum awaited awaited;
        switch (job->state[PHASE]) {
        case PRODUCE:
            if (round == 1 && job->state[POS] == 0)
                job->state[START] = amp_ticks();
            /* No barrier between the ack that ended the last round and these stores: they depend on it by control, and a store
             * is never observed before a load that it is control-dependent on. */
            amp_span_fill_widest(job->window, &span);
            if (job->arg[MAINTENANCE] != 0)
                amp_port_clean(amp_window_at(job->window, span.off), span.len);
            break;
        case WAIT_ACK:
            awaited = wait_for(job, back, &spins);
            if (awaited == NOT_YET)
                return AMP_MORE;
            end_round(job);
            if (awaited == STOPPED)
                return AMP_OK;
            job->state[PHASE] = PRODUCE;
            continue;
        case WAIT_BLOCK:
            if (wait_for(job, front, &spins) == NOT_YET)
                return AMP_MORE;
            if (round == 1)
                job->state[START] = amp_ticks();
            /* The load of the flag before the loads of the block, for this consumer. */
            amp_barrier_observe(job->arg[BARRIER]);
            job->state[PHASE] = CONSUME;
            continue;
        default:
            verify(job, &span);
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
                publish(job, front, 0);
                begin_wait(job, WAIT_ACK);
            } else {
                /* The loads of the block before the store of the ack, for the producer: it overwrites the block once it sees it. */
                amp_barrier_observe(job->arg[BARRIER]);
                publish(job, back, job->result[R_MISMATCHES] != 0 ? STOP : 0);
                end_round(job);
                if (job->result[R_MISMATCHES] != 0)
                    return AMP_OK;
                begin_wait(job, WAIT_BLOCK);
            }
        }
        if (budget == 0 && job->state[ROUND] <= job->arg[ROUNDS])
            return AMP_MORE;
    }
    return AMP_OK;
}
