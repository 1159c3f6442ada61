/* Job neighbours: role ctl off len width rounds least patience run -> rounds passes lost at_once first_pass first_off expected got late
 * raced.
 *
 * The elements of the area belong to the two roles by turns, so every line holds some of both. A pass of a role, over its own elements:
 * each must still hold what the pass before stored; store the next value; read it at once. A round: at least PASSES passes, and on until
 * the other side has made as many, so that both are at work all the time · meet · all mine once more A side that writes a line as a whole,
 * and not the bytes that it stores, takes the other's stores back: what was read at once as stored is an earlier value later.
 *
 * lost counts the loads that gave another value, at_once those directly behind the store. Of the first: the pass, the offset, what was
 * stored, what was read. A wrong element is stored again, so that one loss counts once. late: 1 when the other side did not come for
 * `patience` ticks, and the job ended with what it had. raced counts the rounds in which, from pass to pass, the other side's first
 * element was seen to change more than once: it stored while this side did. A side whose loads come from a cache may see no change at all.
 */
#include "meeting.h"

enum { ROLE, CTL, OFF, LEN, WIDTH, ROUNDS, LEAST, PATIENCE, RUN };
enum { R_ROUNDS, R_PASSES, R_LOST, R_AT_ONCE, R_FIRST_PASS, R_FIRST_OFF, R_EXPECTED, R_GOT, R_LATE, R_RACED };
enum { MEET_FIRST, WRITE, MEET_WRITTEN, CHECK };
/* state: bytes of the area that this pass has behind it; the pass that a round began with; the other side's first element as it was
 * last seen in this round, and from bit 32 on how often it was another than before */
enum { POS = MEET_OWN, FIRST_PASS, THEIRS };

enum { LINE = 64, PASSES_OF_STEP = 8 };
#define LEN_MAX UINT64_C(0x10000)
#define ROUNDS_MAX UINT64_C(0x7FFFFFFF)

enum amp_status amp_neighbours_start(struct amp_job *job) {
    const uint64_t *const arg = job->arg;
    if ((arg[WIDTH] != 8 && arg[WIDTH] != 16 && arg[WIDTH] != 32) || arg[ROUNDS] == 0 || arg[ROUNDS] > ROUNDS_MAX || arg[LEAST] == 0 ||
        arg[LEAST] > ROUNDS_MAX)
        return AMP_E_ARG;
    if (arg[LEN] == 0 || arg[LEN] > LEN_MAX)
        return AMP_E_ARG;
    if (arg[LEN] % LINE != 0)
        return AMP_E_ALIGN;
    return amp_meeting_arguments(job->window, arg[ROLE], arg[CTL], arg[OFF], arg[LEN]);
}

/* What the element at `at` holds after a pass: another value after every one of 256 passes, at every width. */
AMP_INLINE uint32_t value_of(uint32_t base, uint32_t at, uint32_t pass) {
    return base + at * 0x9E3779B9u + pass * 0x7F4A7C15u;
}

AMP_INLINE uint32_t load(const volatile uint8_t *p, unsigned bytes) {
    return bytes == 4 ? AMP_LD32(p) : bytes == 2 ? AMP_LD16(p) : AMP_LD8(p);
}

AMP_INLINE void store(volatile uint8_t *p, uint32_t value, unsigned bytes) {
    if (bytes == 4)
        AMP_ST32(p, value);
    else if (bytes == 2)
        AMP_ST16(p, (uint16_t)value);
    else
        AMP_ST8(p, (uint8_t)value);
}

/* Not inlined: the loops are for memory that loses nothing. */
static __attribute__((noinline)) void lost(struct amp_job *job, uint32_t at, uint32_t pass, uint32_t expected, uint32_t got, int at_once) {
    job->result[R_AT_ONCE] += at_once;
    if (job->result[R_LOST]++ != 0)
        return;
    job->result[R_FIRST_PASS] = pass;
    job->result[R_FIRST_OFF] = job->arg[OFF] + at;
    job->result[R_EXPECTED] = expected;
    job->result[R_GOT] = got;
}

AMP_INLINE void look(struct amp_job *job, volatile uint8_t *p, uint32_t at, uint32_t pass, unsigned bytes, int at_once) {
    const uint32_t mask = 0xFFFFFFFFu >> (32 - 8 * bytes);
    const uint32_t expected = value_of(amp_counter_base(job->arg[RUN]), at, pass) & mask, got = load(p, bytes);
    if (got == expected)
        return;
    lost(job, at, pass, expected, got, at_once);
    store(p, expected, bytes);
}

/* A piece of a pass: `writes` 0 looks at the elements only. True at the end of the area. Made once a width. */
AMP_INLINE int pass_of(struct amp_job *job, unsigned bytes, int writes) {
    volatile uint8_t *const area = amp_window_at(job->window, job->arg[OFF]);
    const uint32_t base = amp_counter_base(job->arg[RUN]), before = (uint32_t)job->result[R_PASSES], len = (uint32_t)job->arg[LEN];
    uint32_t at = job->state[POS] == 0 ? (uint32_t)job->arg[ROLE] * bytes : (uint32_t)job->state[POS];
    for (uint32_t budget = AMP_STEP_ACCESSES / 16; at < len && budget > 0; budget--, at += 2 * bytes) {
        if (before > 0)
            look(job, area + at, at, before, bytes, 0);
        if (!writes)
            continue;
        store(area + at, value_of(base, at, before + 1), bytes);
        look(job, area + at, at, before + 1, bytes, 1);
    }
    job->state[POS] = at < len ? at : 0;
    return at >= len;
}

static int pass(struct amp_job *job, int writes) {
    switch (job->arg[WIDTH]) {
    case 8:
        return pass_of(job, 1, writes);
    case 16:
        return pass_of(job, 2, writes);
    default:
        return pass_of(job, 4, writes);
    }
}

/* Behind a pass: did the other side go on meanwhile? `first` of a step: there is nothing to compare with, since what it did while this side
 * was between two steps is no race. */
static void look_across(struct amp_job *job, int first) {
    const unsigned bytes = (unsigned)job->arg[WIDTH] / 8;
    const uint32_t seen = load(amp_window_at(job->window, job->arg[OFF] + (1 - job->arg[ROLE]) * bytes), bytes);
    uint64_t changes = job->state[THEIRS] >> 32;
    if (!first && seen != (uint32_t)job->state[THEIRS] && ++changes == 2)
        job->result[R_RACED]++;
    job->state[THEIRS] = changes << 32 | seen;
}

/* Whole passes, at least LEAST and until the other side has made those as well; 0 when the step is over, which may be in mid-pass. */
static int write_passes(struct amp_job *job, uint32_t base) {
    for (unsigned most = PASSES_OF_STEP; most > 0; most--) {
        if (!pass(job, 1))
            return 0;
        job->result[R_PASSES]++;
        look_across(job, most == PASSES_OF_STEP);
        if (job->result[R_PASSES] - job->state[FIRST_PASS] >= job->arg[LEAST] && amp_meet(job, job->arg[CTL], job->arg[ROLE], base, 0))
            return 1;
    }
    return 0;
}

enum amp_status amp_neighbours_step(struct amp_job *job) {
    const uint32_t base = amp_counter_base(job->arg[RUN]);
    int over, waits = 1;
    (void)amp_ticks(); /* ticks.h: in every step, so that a counter which wraps can be extended */
    switch (job->state[MEET_PHASE]) {
    case WRITE:
        over = write_passes(job, base);
        waits = job->state[MEET_POSTED] != 0;
        break;
    case CHECK:
        over = pass(job, 0);
        waits = 0;
        break;
    default:
        over = amp_meet(job, job->arg[CTL], job->arg[ROLE], base, AMP_STEP_SPINS);
    }
    if (!over && waits && amp_patience_out(job, job->arg[PATIENCE])) {
        job->result[R_LATE] = 1;
        return AMP_OK;
    }
    if (!over)
        return AMP_MORE;
    if (job->state[MEET_PHASE]++ != CHECK)
        return AMP_MORE;
    job->state[MEET_PHASE] = WRITE;
    job->state[FIRST_PASS] = job->result[R_PASSES];
    job->state[THEIRS] = 0;
    job->result[R_ROUNDS] = ++job->done;
    return job->done == job->arg[ROUNDS] ? AMP_OK : AMP_MORE;
}
