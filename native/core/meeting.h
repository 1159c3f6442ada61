/* Two roles that work on one area at once: how they meet, and how each gives up a side that never comes. Jobs visibility, neighbours,
 * tearing and increment.
 *
 * Role r writes the line at ctl + 64 r of the control block and no other: +0 the number of meetings it has come to, from a base derived
 * from `run`, which is fresh in each run, so that no word of an earlier run passes for one of this. What else a job keeps there comes
 * behind.
 */
#ifndef AMP_MEETING_H
#define AMP_MEETING_H

#include "fence.h"
#include "job_kind.h"
#include "pattern.h"
#include "port.h"
#include "ticks.h"
#include "window.h"

/* A job's state begins with these; its own words come behind. */
enum { MEET_PHASE, MEET_COUNT, MEET_POSTED, MEET_WAITED, MEET_LOOKED, MEET_OWN };

/* No wait is counted as longer than one part in so many of the patience: a machine that stood still did so on both sides. */
#define AMP_PATIENCE_PARTS 256u

static inline volatile uint8_t *amp_meeting_line(const struct amp_job *job, uint64_t ctl, uint64_t role) {
    return amp_window_at(job->window, ctl + 64 * role);
}

/* The other side has come to this role's next meeting, or is one ahead of it already. */
static inline int amp_meeting_theirs(const volatile uint8_t *theirs, const struct amp_job *job, uint32_t base) {
    return AMP_LD32(theirs) - (base + (uint32_t)job->state[MEET_COUNT] + 1) <= 1;
}

/* Announces this meeting, in each step anew, since a side that writes whole lines back may have undone it, and looks for the other side
 * `spins` times; true when it is there. Then what either did before the meeting is done for whoever is behind it. */
static inline int amp_meet(struct amp_job *job, uint64_t ctl, uint64_t role, uint32_t base, uint32_t spins) {
    if (job->state[MEET_POSTED] == 0) {
        /* Every store of mine before it, complete, for whoever sees the announcement. */
        amp_dsb_sy();
        job->state[MEET_POSTED] = 1;
    }
    AMP_ST32(amp_meeting_line(job, ctl, role), base + (uint32_t)job->state[MEET_COUNT] + 1);
    const volatile uint8_t *const theirs = amp_meeting_line(job, ctl, 1 - role);
    for (; !amp_meeting_theirs(theirs, job, base); amp_relax())
        if (spins-- == 0)
            return 0;
    /* The announcement seen before what lies behind it, for this role. */
    amp_dmb_sy();
    job->state[MEET_POSTED] = job->state[MEET_WAITED] = job->state[MEET_LOOKED] = 0;
    job->state[MEET_COUNT]++;
    return 1;
}

/* The other side has shown itself: patience begins anew. */
static inline void amp_patience_renew(struct amp_job *job) {
    job->state[MEET_WAITED] = job->state[MEET_LOOKED] = 0;
}

/* A sign of life while this side works and the other waits for it: how far it is. */
static inline void amp_meeting_beat(const struct amp_job *job, uint64_t ctl, uint64_t role) {
    AMP_ST32(amp_meeting_line(job, ctl, role) + 16, (uint32_t)job->done);
}

/* The waiting side: patience begins anew when the other has gone on. `heard` is the state word of what it said last. */
static inline void amp_meeting_listen(struct amp_job *job, uint64_t ctl, uint64_t role, unsigned heard) {
    const uint32_t beat = AMP_LD32(amp_meeting_line(job, ctl, 1 - role) + 16);
    if (beat == (uint32_t)job->state[heard])
        return;
    job->state[heard] = beat;
    amp_patience_renew(job);
}

/* At the end of a step that has seen nothing of the other side: true when `patience` ticks of this side's clock have gone by since it last
 * did. 0: never. */
static inline int amp_patience_out(struct amp_job *job, uint64_t patience) {
    const uint64_t now = amp_ticks(), most = patience / AMP_PATIENCE_PARTS + 1;
    if (job->state[MEET_LOOKED] != 0) {
        const uint64_t since = now - job->state[MEET_LOOKED];
        job->state[MEET_WAITED] += since < most ? since : most;
    }
    job->state[MEET_LOOKED] = now | 1;
    return patience != 0 && job->state[MEET_WAITED] >= patience;
}

/* The role and the control block of such a job, which has `len` bytes of data at `off`, a multiple of 64. */
static inline enum amp_status amp_meeting_arguments(struct amp_window window, uint64_t role, uint64_t ctl, uint64_t off, uint64_t len) {
    if (role > 1)
        return AMP_E_ARG;
    if (ctl % AMP_CTL_ALIGN != 0 || off % AMP_CTL_ALIGN != 0)
        return AMP_E_ALIGN;
    if (amp_window_range(window, ctl, AMP_CTL_BYTES) != AMP_OK || amp_window_range(window, off, len) != AMP_OK)
        return AMP_E_RANGE;
    return off < ctl + AMP_CTL_BYTES && ctl < off + len ? AMP_E_ARG : AMP_OK; /* the data would overwrite the control words */
}

#endif
