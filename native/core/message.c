/* Job message: role ctl iterations seed barrier -> iterations observed stale first_flag first_data ticks. The MP shape by counters that
 * never go back:
 *   writer: for i = 1 … iterations: ctl+128 := base + i · [publish barrier] · ctl+0 := base + i     (free running)
 *   reader: f := ctl+0 · [observe barrier] · d := ctl+128                                          (until f is the last)
 * Forbidden with barriers: d older than f. The reader acknowledges the end at ctl+64 and the writer waits for it, so both end together.
 *
 * observed counts the pairs whose flag was new to the reader: a repeated flag proves nothing more. stale counts those of them whose data is
 * older than the flag, or is no counter of this run. first_flag and first_data are those of the first stale pair, as iteration numbers
 * (data that is no counter of this run: its distance from base modulo 2^32).
 */
#include "barrier.h"
#include "job_kind.h"
#include "pattern.h"
#include "port.h"
#include "ticks.h"
#include "window.h"

enum { ROLE, CTL, ITERATIONS, SEED, BARRIER };
enum { R_ITERATIONS, R_OBSERVED, R_STALE, R_FIRST_FLAG, R_FIRST_DATA, R_TICKS };
enum { ROLE_WRITER, ROLE_READER, ROLE_COUNT };

enum { STARTED, START }; /* state */

#define ITERATIONS_MAX UINT64_C(0x7FFFFFFF)

enum amp_status amp_message_start(struct amp_job *job) {
    const uint64_t *arg = job->arg;
    if (arg[ROLE] >= ROLE_COUNT || arg[BARRIER] >= AMP_BARRIER_COUNT || arg[ITERATIONS] == 0 || arg[ITERATIONS] > ITERATIONS_MAX)
        return AMP_E_ARG;
    if (arg[CTL] % AMP_CTL_ALIGN != 0)
        return AMP_E_ALIGN;
    return amp_window_range(job->window, arg[CTL], AMP_CTL_BYTES);
}

static void start_clock(struct amp_job *job) {
    if (job->state[STARTED] != 0)
        return;
    job->state[STARTED] = 1;
    job->state[START] = amp_ticks();
}

static enum amp_status write_step(struct amp_job *job, volatile uint8_t *ctl, uint32_t base) {
    const uint32_t last = (uint32_t)job->arg[ITERATIONS];
    uint32_t i = (uint32_t)job->done;
    start_clock(job);
    for (uint32_t budget = AMP_STEP_ACCESSES / 2; i < last && budget > 0; budget--) {
        i++;
        AMP_ST32(ctl + AMP_CTL_DATA, base + i);
        /* The store of the data before the store of the flag, for the reader. */
        amp_barrier_publish(job->arg[BARRIER]);
        AMP_ST32(ctl + AMP_CTL_FRONT, base + i);
    }
    job->done = i;
    job->result[R_ITERATIONS] = i;
    job->result[R_TICKS] = amp_ticks() - job->state[START];
    if (i < last)
        return AMP_MORE;
    for (uint32_t spins = AMP_STEP_SPINS; spins > 0; spins--) {
        if (AMP_LD32(ctl + AMP_CTL_BACK) == base + last)
            return AMP_OK;
        amp_relax();
    }
    return AMP_MORE;
}

static enum amp_status read_step(struct amp_job *job, volatile uint8_t *ctl, uint32_t base) {
    const uint32_t last = (uint32_t)job->arg[ITERATIONS];
    uint32_t seen = (uint32_t)job->done;
    uint32_t spins = AMP_STEP_SPINS;
    for (uint32_t budget = AMP_STEP_ACCESSES / 2; seen != last && budget > 0 && spins > 0; budget--) {
        const uint32_t flag = AMP_LD32(ctl + AMP_CTL_FRONT) - base;
        /* The load of the flag before the load of the data, for this reader. */
        amp_barrier_observe(job->arg[BARRIER]);
        const uint32_t data = AMP_LD32(ctl + AMP_CTL_DATA) - base;
        if (flag - 1 >= last || flag == seen) { /* another run's leftover (0 included), or nothing new */
            spins--;
            amp_relax();
            continue;
        }
        start_clock(job);
        seen = flag;
        job->result[R_OBSERVED]++;
        if (data < flag || data > last) {
            if (job->result[R_STALE]++ == 0) {
                job->result[R_FIRST_FLAG] = flag;
                job->result[R_FIRST_DATA] = data;
            }
        }
    }
    job->done = seen;
    job->result[R_ITERATIONS] = seen;
    if (job->state[STARTED] != 0)
        job->result[R_TICKS] = amp_ticks() - job->state[START];
    else
        (void)amp_ticks(); /* a waiting side reads the clock as well, so that a port can extend a short counter */
    if (seen != last)
        return AMP_MORE;
    /* No barrier: the writer waits for this word only to end, and touches nothing after it. */
    AMP_ST32(ctl + AMP_CTL_BACK, base + last);
    return AMP_OK;
}

enum amp_status amp_message_step(struct amp_job *job) {
    volatile uint8_t *const ctl = amp_window_at(job->window, job->arg[CTL]);
    const uint32_t base = amp_counter_base(job->arg[SEED]);
    return job->arg[ROLE] == ROLE_WRITER ? write_step(job, ctl, base) : read_step(job, ctl, base);
}
