/* Job increment: role ctl off each mode patience run -> done retries given_up got late.
 *
 * Both roles add 1 to the 32-bit counter at off, `each` times each: by exclusives, or by a plain load and store, which lose some of them.
 * It begins at 0, which role 0 stores before the first meeting; after the last one both read it (got): done of both, where nothing was
 * lost.
 *
 * mode: 0 a load and a store, 1 exclusives: LDXR/STXR, LDREX/STREX; LOCK CMPXCHG on x86-64.
 * Nobody promises a monitor for exclusives of two masters on memory that is not cached: an increment is given up after TRIES failures, and
 * the job stops to add after GIVEN_UP_MAX of those. late: 1 when the other side did not come for `patience` ticks.
 */
#include "meeting.h"

enum { ROLE, CTL, OFF, EACH, MODE, PATIENCE, RUN };
enum { R_DONE, R_RETRIES, R_GIVEN_UP, R_GOT, R_LATE };
enum { MEET_FIRST, WORK, MEET_LAST };
/* state: what the other side said last */
enum { HEARD = MEET_OWN };
enum { MODE_PLAIN = 0, MODE_EXCLUSIVE = 1, MODE_COUNT };

enum { TRIES = 256, GIVEN_UP_MAX = 16 };
#define EACH_MAX UINT64_C(0x3FFFFFFF)

enum amp_status amp_increment_start(struct amp_job *job) {
    const uint64_t *const arg = job->arg;
    if (arg[EACH] == 0 || arg[EACH] > EACH_MAX || arg[MODE] >= MODE_COUNT)
        return AMP_E_ARG;
    return amp_meeting_arguments(job->window, arg[ROLE], arg[CTL], arg[OFF], 4);
}

static int add_exclusive(struct amp_job *job, volatile uint8_t *counter) {
    for (unsigned tries = 0; tries < TRIES; tries++) {
        if (AMP_TRY_ADD32(counter, 1))
            return 1;
        job->result[R_RETRIES]++;
    }
    job->result[R_GIVEN_UP]++;
    return 0;
}

/* True when this side has added all it will. */
static int add(struct amp_job *job) {
    volatile uint8_t *const counter = amp_window_at(job->window, job->arg[OFF]);
    for (unsigned budget = AMP_STEP_ACCESSES / TRIES; budget > 0; budget--) {
        if (job->result[R_DONE] == job->arg[EACH] || job->result[R_GIVEN_UP] == GIVEN_UP_MAX)
            return 1;
        if (job->arg[MODE] == MODE_EXCLUSIVE) {
            job->result[R_DONE] += (uint64_t)add_exclusive(job, counter);
        } else {
            AMP_ST32(counter, AMP_LD32(counter) + 1);
            job->result[R_DONE]++;
        }
    }
    return 0;
}

enum amp_status amp_increment_step(struct amp_job *job) {
    const uint32_t base = amp_counter_base(job->arg[RUN]);
    volatile uint8_t *const counter = amp_window_at(job->window, job->arg[OFF]);
    if (job->state[MEET_PHASE] == WORK) {
        if (add(job))
            job->state[MEET_PHASE]++;
        job->done = job->result[R_DONE];
        amp_meeting_beat(job, job->arg[CTL], job->arg[ROLE]);
        (void)amp_ticks(); /* job.h: in every step, so that a counter which wraps can be extended */
        return AMP_MORE;
    }
    if (job->state[MEET_PHASE] == MEET_FIRST && job->arg[ROLE] == 0 && job->state[MEET_POSTED] == 0)
        AMP_ST32(counter, 0);
    if (!amp_meet(job, job->arg[CTL], job->arg[ROLE], base, AMP_STEP_SPINS)) {
        amp_meeting_listen(job, job->arg[CTL], job->arg[ROLE], HEARD);
        if (!amp_patience_out(job, job->arg[PATIENCE]))
            return AMP_MORE;
        job->result[R_LATE] = 1;
    } else if (job->state[MEET_PHASE]++ == MEET_FIRST) {
        return AMP_MORE;
    }
    job->result[R_GOT] = AMP_LD32(counter);
    return AMP_OK;
}
