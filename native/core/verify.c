/* Job verify: pattern seed off len width -> bytes mismatches first_off expected got ticks. */
#include "fence.h"
#include "job_kind.h"
#include "pattern.h"
#include "span.h"
#include "ticks.h"
#include "window.h"

enum { PATTERN, SEED, OFF, LEN, WIDTH };
enum { R_BYTES, R_MISMATCHES, R_FIRST_OFF, R_EXPECTED, R_GOT, R_TICKS };

enum amp_status amp_verify_start(struct amp_job *job) {
    if (job->arg[PATTERN] >= AMP_PATTERN_COUNT)
        return AMP_E_ARG;
    return amp_window_elements(job->window, job->arg[OFF], job->arg[LEN], job->arg[WIDTH]);
}

enum amp_status amp_verify_step(struct amp_job *job) {
    const unsigned bytes = (unsigned)job->arg[WIDTH] / 8;
    const uint64_t left = job->arg[LEN] - job->done;
    const uint64_t batch = (uint64_t)AMP_STEP_ACCESSES * bytes;
    const struct amp_span span = {
        .pattern = (uint32_t)job->arg[PATTERN],
        .seed = job->arg[SEED],
        .off = job->arg[OFF] + job->done,
        .len = (size_t)(left < batch ? left : batch),
    };
    struct amp_mismatch found = {
        .count = job->result[R_MISMATCHES],
        .off = job->result[R_FIRST_OFF],
        .expected = job->result[R_EXPECTED],
        .got = job->result[R_GOT],
    };
    const uint64_t start = amp_ticks();
    amp_dmb_sy(); /* whatever told the caller that the data is there before the loads of the data */
    amp_span_verify(job->window, &span, bytes, &found);
    job->result[R_TICKS] += amp_ticks() - start;
    job->result[R_MISMATCHES] = found.count;
    job->result[R_FIRST_OFF] = found.off;
    job->result[R_EXPECTED] = found.expected;
    job->result[R_GOT] = found.got;
    job->done += span.len;
    job->result[R_BYTES] = job->done;
    return job->done < job->arg[LEN] ? AMP_MORE : AMP_OK;
}
