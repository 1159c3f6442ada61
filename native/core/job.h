/* Long work as a state machine: start, then step until it no longer says AMP_MORE. Freestanding: no allocation, no libc beyond
 * <stdint.h>/<stddef.h>/<stdbool.h>, so that the addon, the firmware and the simulator run the same source.
 *
 * Calling context: one thread (addon worker) or the firmware's command loop. One step returns after about `AMP_STEP_ACCESSES` accesses
 * to the window or `AMP_STEP_SPINS` turns of waiting, never more than 50 ms, so the caller can look for a cancel between steps.
 */
#ifndef AMP_JOB_H
#define AMP_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "memory_type.h"
#include "status.h"

#define AMP_JOB_ARGS 13
#define AMP_JOB_RESULTS 10
/* Counts and not time, so that a step is the same on every side: at 200 ns an uncached access they are 7 ms and 10 ms. */
#define AMP_STEP_ACCESSES 32768u
#if defined(__x86_64__)
/* Both sides are threads of one host and may share a processor: a short wait, then the caller yields. */
#define AMP_STEP_SPINS 2000u
#else
#define AMP_STEP_SPINS 50000u
#endif

/* The window a job works on: the mapping of one region on this side. */
struct amp_window {
    volatile void *base; /* address of offset 0, at least 64-byte aligned */
    uint64_t size;       /* bytes */
    enum amp_memory memory;
};

enum amp_job_kind {
#define AMP_JOB(number, name, args, results) AMP_JOB_##name = number,
#include "jobs.def"
#undef AMP_JOB
};

struct amp_litmus;

struct amp_job {
    struct amp_window window;
    struct amp_litmus *litmus; /* the loaded thread of job litmus, its owner's; set before the start, NULL where there is none */
    uint32_t kind;
    uint64_t arg[AMP_JOB_ARGS];
    uint64_t result[AMP_JOB_RESULTS]; /* valid when a step said AMP_OK; partial, but readable, before */
    uint64_t done;                    /* progress: bytes, rounds or iterations, by kind */
    uint64_t state[8];                /* the kind's own cursor */
};

/* Number of arguments/results of a kind; 0 when there is no such kind. */
unsigned amp_job_args(uint32_t kind);
unsigned amp_job_results(uint32_t kind);
/* Kind of a name as in jobs.def, or 0. */
uint32_t amp_job_kind(const char *name);

/* Checks every argument against the window and prepares the state. Touches nothing in the window on error. */
enum amp_status amp_job_start(struct amp_job *job, struct amp_window window, uint32_t kind, const uint64_t *arg);
/* Runs one batch. AMP_MORE, AMP_OK, or an error. */
enum amp_status amp_job_step(struct amp_job *job);

#endif
