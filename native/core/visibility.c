/* Job visibility: role ctl off trips patience run -> done late wrong first_off before got median p99 max.
 *
 *   writer: BURST times: count up · A := count · [DMB] · B := count; then wait until the reader has echoed the last: one round trip
 *   reader: b := B · [DMB] · a := A · echo b when it is new                       (until the writer has come to the second meeting)
 * A lies at off, B at off + 64, the echo in the reader's line of the control block. Neither word may go back, and a is not older than b:
 * the writer stored A before B. Before the first meeting both words are set to this run's 0, so a leftover of an earlier run is wrong as
 * well.
 *
 * wrong counts the loads that broke this, and the words that are not the last count at the end; of the first: first_off, the count that had
 * been seen (before) and the one that was read (got), as counts of this run. done: trips made (writer), the last count seen (reader). The
 * writer's median, p99 and max are ticks of a round trip. It makes fewer trips than asked when `patience` ticks have gone by in all: what
 * takes so long has been measured by then. late: 1 when the other side was not seen for `patience` ticks, and the job ended with what it
 * had.
 */
#include "meeting.h"
#include "private.h"
#include "scratch.h"

enum { ROLE, CTL, OFF, TRIPS, PATIENCE, RUN };
enum { R_DONE, R_LATE, R_WRONG, R_FIRST_OFF, R_BEFORE, R_GOT, R_MEDIAN, R_P99, R_MAX };
enum { MEET_FIRST, WORK, MEET_LAST };
/* state: of the writer when its first trip began, when the last store was made, whether its echo is awaited; of the reader what it has seen
 */
enum { BEGAN = MEET_OWN, SENT, AWAITED };
enum { SEEN_A = MEET_OWN, SEEN_B };

enum { APART = 64, BURST = 16, ECHO = 8, TRIPS_MAX = 4096 };
_Static_assert(TRIPS_MAX * 4 <= AMP_SCRATCH_BYTES, "the samples do not fit");

enum amp_status amp_visibility_start(struct amp_job *job) {
    const uint64_t *const arg = job->arg;
    if (arg[TRIPS] == 0 || arg[TRIPS] > TRIPS_MAX)
        return AMP_E_ARG;
    return amp_meeting_arguments(job->window, arg[ROLE], arg[CTL], arg[OFF], 2 * APART);
}

/* Both words, A first for every reader that reads B first. */
static void store_count(struct amp_job *job, uint32_t value) {
    volatile uint8_t *const a = amp_window_at(job->window, job->arg[OFF]);
    AMP_ST32(a, value);
    amp_dmb_sy();
    AMP_ST32(a + APART, value);
}

static uint32_t sample(uint32_t i) {
    return amp_private_get32(amp_scratch() + 4 * i);
}

/* Shell's sort: no recursion, no memory, and thousands of samples in some milliseconds. */
static void sort_samples(uint32_t n) {
    for (uint32_t gap = n / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < n; i++) {
            const uint32_t value = sample(i);
            uint32_t at = i;
            for (; at >= gap && sample(at - gap) > value; at -= gap)
                amp_private_put32(amp_scratch() + 4 * at, sample(at - gap));
            amp_private_put32(amp_scratch() + 4 * at, value);
        }
}

/* Nearest-rank quantiles, as framework/throughput/sample.ts has them: each is a value that was seen. */
static void summarise(struct amp_job *job) {
    const uint32_t n = (uint32_t)job->done;
    if (n == 0)
        return;
    sort_samples(n);
    job->result[R_MEDIAN] = sample((n + 1) / 2 - 1);
    job->result[R_P99] = sample((n * 99 + 99) / 100 - 1);
    job->result[R_MAX] = sample(n - 1);
}

static int echoed(const struct amp_job *job, uint32_t value, uint32_t *spins) {
    const volatile uint8_t *const echo = amp_meeting_line(job, job->arg[CTL], 1) + ECHO;
    for (; AMP_LD32(echo) != value; amp_relax())
        if ((*spins)-- == 0)
            return 0;
    return 1;
}

/* Round trips until all are made or the time for them is over; false when the step is. */
static int write_trips(struct amp_job *job, uint32_t base, uint32_t *spins) {
    uint64_t *const state = job->state;
    uint32_t made = 0;
    while (job->done < job->arg[TRIPS]) {
        const uint32_t last = base + (uint32_t)(job->done + 1) * BURST;
        if (state[AWAITED] == 0) {
            if (job->done == 0)
                state[BEGAN] = amp_ticks();
            for (uint32_t count = last - BURST + 1; count != last; count++)
                store_count(job, count);
            state[SENT] = amp_ticks();
            store_count(job, last);
            state[AWAITED] = 1;
        }
        if (!echoed(job, last, spins))
            return 0;
        const uint64_t now = amp_ticks(), ticks = now - state[SENT];
        amp_private_put32(amp_scratch() + 4 * job->done, ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX);
        job->result[R_DONE] = ++job->done;
        state[AWAITED] = 0;
        amp_patience_renew(job);
        if (++made == AMP_STEP_ACCESSES / (2 * BURST))
            return 0;
        if (job->arg[PATIENCE] != 0 && now - state[BEGAN] >= job->arg[PATIENCE])
            return 1;
    }
    return 1;
}

static void found(struct amp_job *job, uint64_t off, uint32_t before, uint32_t got) {
    if (job->result[R_WRONG]++ != 0)
        return;
    job->result[R_FIRST_OFF] = off;
    job->result[R_BEFORE] = before;
    job->result[R_GOT] = got;
}

/* Judges one word against what it may not be older than; gives what has been seen of it then. */
static uint32_t judge(struct amp_job *job, uint64_t off, uint32_t before, uint32_t got) {
    if (got - before <= (uint32_t)job->arg[TRIPS] * BURST - before)
        return got;
    found(job, off, before, got);
    return before;
}

/* Reads until the writer has ended; false when the step is over. */
static int read_counts(struct amp_job *job, uint32_t base, uint32_t *spins) {
    const volatile uint8_t *const a = amp_window_at(job->window, job->arg[OFF]);
    const volatile uint8_t *const writer = amp_meeting_line(job, job->arg[CTL], 0);
    volatile uint8_t *const echo = amp_meeting_line(job, job->arg[CTL], 1) + ECHO;
    /* In each step anew, as the announcement of a meeting. */
    AMP_ST32(echo, base + (uint32_t)job->state[SEEN_B]);
    for (uint32_t budget = AMP_STEP_ACCESSES / 4; budget > 0; budget--) {
        const int over = amp_meeting_theirs(writer, job, base);
        amp_dmb_sy(); /* the end seen before the words that must be the last then */
        const uint32_t seen = (uint32_t)job->state[SEEN_B];
        const uint32_t b = judge(job, job->arg[OFF] + APART, seen, AMP_LD32(a + APART) - base);
        amp_dmb_sy(); /* B before A, for this reader */
        const uint32_t seen_a = (uint32_t)job->state[SEEN_A];
        const uint32_t now_a = judge(job, job->arg[OFF], b > seen_a ? b : seen_a, AMP_LD32(a) - base);
        job->state[SEEN_A] = now_a;
        job->state[SEEN_B] = job->result[R_DONE] = job->done = b;
        if (b != seen) {
            AMP_ST32(echo, base + b);
            amp_patience_renew(job);
        }
        if (over) {
            const uint32_t last = AMP_LD32(writer + ECHO) - base;
            if (b != last || now_a != last)
                found(job, job->arg[OFF] + (b != last ? APART : 0), last, b != last ? b : now_a);
            return 1;
        }
        if (b == seen) {
            if ((*spins)-- == 0)
                return 0;
            amp_relax();
        }
    }
    return 0;
}

enum amp_status amp_visibility_step(struct amp_job *job) {
    const uint32_t base = amp_counter_base(job->arg[RUN]);
    const uint64_t ctl = job->arg[CTL], role = job->arg[ROLE];
    uint32_t spins = AMP_STEP_SPINS;
    int over;
    if (job->state[MEET_PHASE] == MEET_FIRST && role == 0 && job->state[MEET_POSTED] == 0)
        store_count(job, base);
    if (job->state[MEET_PHASE] == WORK) {
        over = role == 0 ? write_trips(job, base, &spins) : read_counts(job, base, &spins);
        if (over && role == 0) {
            summarise(job);
            /* The last count, which the reader checks when it has seen this side come to the meeting. */
            AMP_ST32(amp_meeting_line(job, ctl, 0) + ECHO, base + (uint32_t)job->done * BURST);
        }
    } else {
        over = amp_meet(job, ctl, role, base, spins);
    }
    if (over)
        return job->state[MEET_PHASE]++ == MEET_LAST ? AMP_OK : AMP_MORE;
    if (!amp_patience_out(job, job->arg[PATIENCE]))
        return AMP_MORE;
    if (role == 0 && job->state[MEET_PHASE] == WORK)
        summarise(job);
    job->result[R_LATE] = 1;
    return AMP_OK;
}
