/* Job tearing: role ctl off width loads patience run -> loads changes torn first expected got late.
 *
 *   writer: the word at off := one pattern, then its complement, over and over     (until the reader has come to the last meeting)
 *   reader: loads it; each must be one of the two                     (on beyond `loads` as long as it has seen one of them alone)
 * Every byte of a pattern differs from that byte of its complement, so whatever is put together from parts of both shows. The word is
 * aligned to its width: a multiple of 64 bytes. Before the first meeting it holds the pattern.
 *
 * changes counts the loads that gave another value than the one before: a reader that sees one alone has tested nothing. torn counts
 * values that are neither; of the first: which load it was, the pattern, what was read. The writer counts its stores as loads. late: 1 when
 * the other side did not come for `patience` ticks, and the job ended with what it had.
 */
#include "meeting.h"

enum { ROLE, CTL, OFF, WIDTH, LOADS, PATIENCE, RUN };
enum { R_LOADS, R_CHANGES, R_TORN, R_FIRST, R_EXPECTED, R_GOT, R_LATE };
enum { MEET_FIRST, WORK, MEET_LAST };
/* state: what was read last, on the reader; what the reader said last, on the writer */
enum { LAST = MEET_OWN, HEARD = MEET_OWN };

#define LOADS_MAX (UINT64_C(1) << 22)

enum amp_status amp_tearing_start(struct amp_job *job) {
    const uint64_t *const arg = job->arg;
    if (!amp_width_known(arg[WIDTH]) || arg[WIDTH] == 128 || arg[LOADS] == 0 || arg[LOADS] > LOADS_MAX)
        return AMP_E_ARG;
    return amp_meeting_arguments(job->window, arg[ROLE], arg[CTL], arg[OFF], 8);
}

AMP_INLINE uint64_t load(const volatile uint8_t *p, unsigned bits) {
    return bits == 64 ? AMP_LD64(p) : bits == 32 ? AMP_LD32(p) : bits == 16 ? AMP_LD16(p) : AMP_LD8(p);
}

AMP_INLINE void store(volatile uint8_t *p, uint64_t value, unsigned bits) {
    if (bits == 64)
        AMP_ST64(p, value);
    else if (bits == 32)
        AMP_ST32(p, (uint32_t)value);
    else if (bits == 16)
        AMP_ST16(p, (uint16_t)value);
    else
        AMP_ST8(p, (uint8_t)value);
}

/* The writer's stores between two looks at the reader. */
AMP_INLINE void alternate(struct amp_job *job, volatile uint8_t *p, uint64_t pattern, unsigned bits) {
    enum { PAIRS = 256 };
    for (unsigned i = 0; i < PAIRS; i++) {
        store(p, ~pattern, bits);
        store(p, pattern, bits);
    }
    job->result[R_LOADS] += 2 * PAIRS;
}

AMP_INLINE void observe(struct amp_job *job, const volatile uint8_t *p, uint64_t pattern, unsigned bits) {
    enum { MOST = AMP_STEP_ACCESSES / 4 };
    const uint64_t mask = ~UINT64_C(0) >> (64 - bits), other = ~pattern & mask, made = job->result[R_LOADS];
    const uint64_t left = made < job->arg[LOADS] ? job->arg[LOADS] - made : MOST;
    const uint32_t loads = left < MOST ? (uint32_t)left : MOST;
    pattern &= mask;
    /* The first load is no change from anything. */
    uint64_t last = made == 0 ? load(p, bits) : job->state[LAST], changes = 0;
    for (uint32_t i = 0; i < loads; i++) {
        const uint64_t got = load(p, bits);
        changes += got != last;
        last = got;
        if (got == pattern || got == other)
            continue;
        if (job->result[R_TORN]++ == 0) {
            job->result[R_FIRST] = job->result[R_LOADS] + i;
            job->result[R_EXPECTED] = pattern;
            job->result[R_GOT] = got;
        }
    }
    job->state[LAST] = last;
    job->result[R_CHANGES] += changes;
    job->result[R_LOADS] += loads;
}

/* Made once a width, so that no load asks which. */
AMP_INLINE void work(struct amp_job *job, volatile uint8_t *p, uint64_t pattern, unsigned bits) {
    if (job->arg[ROLE] == 0)
        alternate(job, p, pattern, bits);
    else
        observe(job, p, pattern, bits);
}

static void work_at_width(struct amp_job *job, uint64_t pattern) {
    volatile uint8_t *const p = amp_window_at(job->window, job->arg[OFF]);
    switch (job->arg[WIDTH]) {
    case 8:
        work(job, p, pattern, 8);
        break;
    case 16:
        work(job, p, pattern, 16);
        break;
    case 32:
        work(job, p, pattern, 32);
        break;
    default:
        work(job, p, pattern, 64);
        break;
    }
}

enum amp_status amp_tearing_step(struct amp_job *job) {
    const uint32_t base = amp_counter_base(job->arg[RUN]);
    const uint64_t ctl = job->arg[CTL], role = job->arg[ROLE], pattern = amp_mix64(job->arg[RUN]);
    int over = 0;
    if (job->state[MEET_PHASE] == MEET_FIRST && role == 0 && job->state[MEET_POSTED] == 0)
        work_at_width(job, pattern);
    if (job->state[MEET_PHASE] != WORK) {
        over = amp_meet(job, ctl, role, base, AMP_STEP_SPINS);
    } else if (role == 1) {
        work_at_width(job, pattern);
        job->done = job->result[R_LOADS];
        amp_meeting_beat(job, ctl, role);
        /* A reader that has seen no change waits for the writer; else for nobody. */
        if (job->result[R_CHANGES] > 0)
            amp_patience_renew(job);
        over = job->done >= job->arg[LOADS] && job->result[R_CHANGES] > 0;
    } else {
        for (unsigned most = AMP_STEP_ACCESSES / 512; most > 0 && !over; most--) {
            work_at_width(job, pattern);
            over = amp_meeting_theirs(amp_meeting_line(job, ctl, 1), job, base);
        }
        amp_meeting_listen(job, ctl, role, HEARD);
    }
    if (!over && amp_patience_out(job, job->arg[PATIENCE])) {
        job->result[R_LATE] = 1;
        return AMP_OK;
    }
    if (!over)
        return AMP_MORE;
    return job->state[MEET_PHASE]++ == MEET_LAST ? AMP_OK : AMP_MORE;
}
