/* Job ring: ctl rounds seed paced -> rings ticks. Rings the doorbell, for the other side to count:
 *   ctl+0 := base                                                             (this side is there)
 *   paced:   for i = 1 … rounds: wait for ctl+64 = base + i · ctl+0 := base + i · ring
 *   unpaced: wait for ctl+64 = base + 1, then for i = 1 … rounds: ctl+0 := base + i · ring
 *   wait for ctl+64 = base + rounds + 1                                       (the other side has taken the last one)
 * The other side may end it earlier with that last word. Paced, its next request is the acknowledgement of the ring before.
 */
#include "bell.h"
#include "fence.h"
#include "job_kind.h"
#include "pattern.h"
#include "port.h"
#include "ticks.h"
#include "window.h"

enum { CTL, ROUNDS, SEED, PACED };
enum { R_RINGS, R_TICKS };
enum { PRESENT, STARTED, START }; /* state */

#define ROUNDS_MAX UINT64_C(0x7FFFFFFE)
/* A ring is a store to the interrupt controller, far dearer than one to memory. */
#define STEP_RINGS 1024u

__attribute__((weak)) bool amp_port_has_bell(void) {
    return false;
}
__attribute__((weak)) void amp_port_ring(void) {}

enum amp_status amp_ring_start(struct amp_job *job) {
    const uint64_t *arg = job->arg;
    if (!amp_port_has_bell() || arg[ROUNDS] == 0 || arg[ROUNDS] > ROUNDS_MAX || arg[PACED] > 1)
        return AMP_E_ARG;
    if (arg[CTL] % AMP_CTL_ALIGN != 0)
        return AMP_E_ALIGN;
    return amp_window_range(job->window, arg[CTL], AMP_CTL_BYTES);
}

/* The other side's word, as a round number: asked for, or rounds + 1 at the end. */
static uint32_t asked(volatile uint8_t *ctl, uint32_t base) {
    return AMP_LD32(ctl + AMP_CTL_BACK) - base;
}

enum amp_status amp_ring_step(struct amp_job *job) {
    volatile uint8_t *const ctl = amp_window_at(job->window, job->arg[CTL]);
    const uint32_t base = amp_counter_base(job->arg[SEED]);
    const uint32_t rounds = (uint32_t)job->arg[ROUNDS];
    uint32_t i = (uint32_t)job->done;
    uint32_t spins = AMP_STEP_SPINS;
    enum amp_status status = AMP_MORE;
    if (job->state[PRESENT] == 0) {
        job->state[PRESENT] = 1;
        AMP_ST32(ctl + AMP_CTL_FRONT, base);
    }
    for (uint32_t budget = STEP_RINGS; budget > 0 && spins > 0;) {
        const uint32_t wanted = asked(ctl, base);
        if (wanted == rounds + 1) {
            status = AMP_OK;
            break;
        }
        if (i >= rounds || wanted != (job->arg[PACED] != 0 ? i + 1 : 1)) {
            spins--;
            amp_relax();
            continue;
        }
        if (job->state[STARTED] == 0) {
            job->state[STARTED] = 1;
            job->state[START] = amp_ticks();
        }
        i++;
        budget--;
        AMP_ST32(ctl + AMP_CTL_FRONT, base + i);
        /* The word has reached memory before the ring leaves the core: whoever the ring wakes finds it. */
        amp_dsb_sy();
        amp_port_ring();
    }
    job->done = i;
    job->result[R_RINGS] = i;
    if (job->state[STARTED] != 0)
        job->result[R_TICKS] = amp_ticks() - job->state[START];
    else
        (void)amp_ticks(); /* a port may have to extend a short counter */
    return status;
}
