/* Job sbloop: role ctl off iterations run -> iterations weak ticks. The SB shape as one would write it by hand, with no code generation,
 * and no more care than it needs: what litmus is measured against. Per iteration mine := n · wait until theirs = n · own := batch · out[i]
 * := other          own and other 64 bytes apart, 1024 cells of 128 bytes At the end of a batch the outs cross through the window, and each
 * role counts the iterations where neither saw the other. The scratch keeps a batch's outs from step to step: a thread that steps this job
 * steps no other meanwhile.
 */
#include "fence.h"
#include "job_kind.h"
#include "pattern.h"
#include "port.h"
#include "private.h"
#include "scratch.h"
#include "ticks.h"
#include "window.h"

enum { ROLE, CTL, OFF, ITERATIONS, RUN };
enum { R_ITERATIONS, R_WEAK, R_TICKS };
enum { PLACE, BATCH, MET, POSTED, START, PHASE }; /* state */
enum { ARRIVE, ITERATE, PUBLISH, MEET_PUBLISHED, COUNT, MEET_COUNTED };

enum { CELLS = 1024, STRIDE = 128, APART = 64, OUTS = CELLS * STRIDE, AREA = OUTS + 2 * 4 * CELLS, COARSE = 0, FINE = 4 };
#define ITERATIONS_MAX (UINT64_C(1) << 48)

enum amp_status amp_sbloop_start(struct amp_job *job) {
    const uint64_t *arg = job->arg;
    if (arg[ROLE] > 1 || arg[ITERATIONS] == 0 || arg[ITERATIONS] > ITERATIONS_MAX)
        return AMP_E_ARG;
    if (arg[CTL] % AMP_CTL_ALIGN != 0 || arg[OFF] % AMP_CTL_ALIGN != 0)
        return AMP_E_ALIGN;
    if (amp_window_range(job->window, arg[CTL], AMP_CTL_BYTES) != AMP_OK || amp_window_range(job->window, arg[OFF], AREA) != AMP_OK)
        return AMP_E_RANGE;
    return arg[OFF] < arg[CTL] + AMP_CTL_BYTES && arg[CTL] < arg[OFF] + AREA ? AMP_E_ARG : AMP_OK;
}

/* Two words: mine, then wait for theirs, which may be one ahead. */
AMP_INLINE int meet(struct amp_job *job, volatile uint8_t *mine, const volatile uint8_t *theirs, uint32_t value) {
    if (job->state[POSTED] == 0)
        AMP_ST32(mine, value);
    for (uint32_t turns = AMP_STEP_SPINS; AMP_LD32(theirs) - value > 1; turns--)
        if (turns == 0) {
            job->state[POSTED] = 1;
            return 0;
        }
    job->state[POSTED] = 0;
    return 1;
}

static int iterate(struct amp_job *job, uint32_t base) {
    const unsigned role = (unsigned)job->arg[ROLE];
    volatile uint8_t *const ctl = amp_window_at(job->window, job->arg[CTL]);
    volatile uint8_t *const mine = ctl + 64 * role + FINE, *const theirs = ctl + 64 * (1 - role) + FINE;
    volatile uint8_t *const cells = amp_window_at(job->window, job->arg[OFF]);
    const uint32_t first = base + (uint32_t)job->done, value = base + (uint32_t)job->state[BATCH];
    const uint64_t left = job->arg[ITERATIONS] - job->done;
    const uint32_t end = left < CELLS ? (uint32_t)left : CELLS;
    uint8_t *const out = amp_scratch();
    uint32_t i = (uint32_t)job->state[PLACE];
    for (; i < end && meet(job, mine, theirs, first + i); i++) {
        AMP_ST32(cells + i * STRIDE + APART * role, value);
        amp_private_put32(out + 4 * i, AMP_LD32(cells + i * STRIDE + APART * (1 - role)));
    }
    job->state[PLACE] = i;
    return i == end;
}

static void publish(struct amp_job *job) {
    volatile uint8_t *const to = amp_window_at(job->window, job->arg[OFF] + OUTS + 4 * CELLS * job->arg[ROLE]);
    for (uint32_t i = 0; i < job->state[PLACE]; i++)
        AMP_ST32(to + 4 * i, amp_private_get32(amp_scratch() + 4 * i));
}

static void count(struct amp_job *job, uint32_t base) {
    const volatile uint8_t *const theirs = amp_window_at(job->window, job->arg[OFF] + OUTS + 4 * CELLS * (1 - job->arg[ROLE]));
    const uint32_t value = base + (uint32_t)job->state[BATCH];
    for (uint32_t i = 0; i < job->state[PLACE]; i++)
        job->result[R_WEAK] += amp_private_get32(amp_scratch() + 4 * i) != value && AMP_LD32(theirs + 4 * i) != value;
    job->done += job->state[PLACE];
    job->state[PLACE] = 0;
    job->state[BATCH]++;
    job->result[R_ITERATIONS] = job->done;
    job->result[R_TICKS] = amp_ticks() - job->state[START];
}

static int meet_coarse(struct amp_job *job, uint32_t base) {
    volatile uint8_t *const ctl = amp_window_at(job->window, job->arg[CTL]);
    amp_dsb_sy(); /* the outs before the word that says so */
    if (!meet(job, ctl + 64 * job->arg[ROLE] + COARSE, ctl + 64 * (1 - job->arg[ROLE]) + COARSE, base + (uint32_t)job->state[MET]))
        return 0;
    amp_dmb_sy(); /* and the word before the outs that it tells of */
    job->state[MET]++;
    return 1;
}

enum amp_status amp_sbloop_step(struct amp_job *job) {
    const uint32_t base = amp_counter_base(job->arg[RUN]);
    (void)amp_ticks(); /* a waiting side reads the clock as well, so that a port can extend a short counter */
    for (unsigned phases = 5 * 8; phases > 0; phases--) {
        if (job->state[PHASE] == PUBLISH)
            publish(job);
        else if (job->state[PHASE] == COUNT)
            count(job, base);
        else if (!(job->state[PHASE] == ITERATE ? iterate(job, base) : meet_coarse(job, base)))
            return AMP_MORE;
        if (job->state[PHASE] == ARRIVE)
            job->state[START] = amp_ticks();
        if (job->state[PHASE]++ == MEET_COUNTED) {
            job->state[PHASE] = ITERATE;
            if (job->done == job->arg[ITERATIONS])
                return AMP_OK;
        }
    }
    return AMP_MORE;
}
