/* Job fill: pattern seed off len width -> bytes ticks. */
#include "fence.h"
#include "job_kind.h"
#include "pattern.h"
#include "span.h"
#include "ticks.h"
#include "window.h"

enum { PATTERN, SEED, OFF, LEN, WIDTH };
enum { R_BYTES, R_TICKS };

enum amp_status amp_fill_start(struct amp_job *job) {
    if (job->arg[PATTERN] >= AMP_PATTERN_COUNT)
        return AMP_E_ARG;
    return amp_window_elements(job->window, job->arg[OFF], job->arg[LEN], job->arg[WIDTH]);
}

enum amp_status amp_fill_step(struct amp_job *job) {
    const unsigned bytes = (unsigned)job->arg[WIDTH] / 8;
    const uint64_t left = job->arg[LEN] - job->done;
    const uint64_t batch = (uint64_t)AMP_STEP_ACCESSES * bytes;
    const struct amp_span span = {
        .pattern = (uint32_t)job->arg[PATTERN],
        .seed = job->arg[SEED],
        .off = job->arg[OFF] + job->done,
        .len = (size_t)(left < batch ? left : batch),
    };
    const uint64_t start = amp_ticks();
    amp_span_fill(job->window, &span, bytes);
    amp_dsb_sy(); /* the batch's stores are complete before its time is taken, and before the caller announces the end by any channel */
    job->result[R_TICKS] += amp_ticks() - start;
    job->done += span.len;
    job->result[R_BYTES] = job->done;
    return job->done < job->arg[LEN] ? AMP_MORE : AMP_OK;
}
