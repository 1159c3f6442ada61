/* What each kind's file provides to job.c: `start` checks the arguments and sets the cursor, `step` runs one batch. */
#ifndef AMP_JOB_KIND_H
#define AMP_JOB_KIND_H

#include "job.h"

#define AMP_JOB(number, name, args, results)                                                                                               \
    enum amp_status amp_##name##_start(struct amp_job *job);                                                                               \
    enum amp_status amp_##name##_step(struct amp_job *job);
#include "jobs.def"
#undef AMP_JOB

/* Bytes of the control block of handoff and message, and where its words are. */
enum { AMP_CTL_BYTES = 256, AMP_CTL_ALIGN = 64, AMP_CTL_FRONT = 0, AMP_CTL_BACK = 64, AMP_CTL_DATA = 128 };

#endif
