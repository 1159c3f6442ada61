/* Litmus threads written in C, and the sides that run them: what an uploaded one is to the job, without the upload. */
#ifndef AMP_TEST_LITMUS_THREADS_H
#define AMP_TEST_LITMUS_THREADS_H

#include "../fence.h"
#include "../litmus.h"
#include "both_sides.h"

static inline void store(volatile uint8_t *cell, unsigned off, uint32_t value) {
    *(volatile uint32_t *)(cell + off) = value;
}

static inline uint32_t load(volatile uint8_t *cell, unsigned off) {
    return *(volatile uint32_t *)(cell + off);
}

static inline void sb0(volatile uint8_t *cell, uint32_t *out) {
    store(cell, 0, 1);
    out[0] = load(cell, 64);
}
static inline void sb1(volatile uint8_t *cell, uint32_t *out) {
    store(cell, 64, 1);
    out[0] = load(cell, 0);
}
static inline void sb0_fenced(volatile uint8_t *cell, uint32_t *out) {
    store(cell, 0, 1);
    amp_dmb_sy();
    out[0] = load(cell, 64);
}
static inline void sb1_fenced(volatile uint8_t *cell, uint32_t *out) {
    store(cell, 64, 1);
    amp_dmb_sy();
    out[0] = load(cell, 0);
}

struct run {
    unsigned roles, mode, skew;
    uint64_t delay, group, preload, iterations, seed, off, len, run;
};

enum { LITMUS_CTL = 0 };

static inline enum amp_status start_litmus(struct side *side, struct amp_litmus *litmus, struct amp_window window, unsigned role,
                                           const struct run *run) {
    const uint64_t arg[AMP_JOB_ARGS] = {role,      run->roles, LITMUS_CTL, run->off,   run->len,     run->iterations, run->seed,
                                        run->mode, run->skew,  run->delay, run->group, run->preload, run->run};
    side->job.litmus = litmus;
    return amp_job_start(&side->job, window, AMP_JOB_litmus, arg);
}

/* Runs `roles` sides, each on a thread of its own, to their end. */
static inline void run_roles(struct side *side, unsigned roles) {
    pthread_t thread[AMP_LITMUS_ROLES];
    for (unsigned i = 0; i < roles; i++) {
        clock_gettime(CLOCK_MONOTONIC, &side[i].deadline);
        side[i].deadline.tv_sec += 60;
        CHECK(pthread_create(&thread[i], NULL, run_side, &side[i]) == 0, "no thread");
    }
    for (unsigned i = 0; i < roles; i++)
        pthread_join(thread[i], NULL);
    for (unsigned i = 0; i < roles; i++)
        CHECK(side[i].status == AMP_OK, "role %u ended with %d", i, side[i].status);
}

/* Outcomes over all sides of the state with these words; all outcomes when `word` is NULL. */
static inline uint64_t count_of(const struct amp_litmus *litmus, unsigned roles, const uint32_t *word, unsigned words) {
    uint64_t count = 0;
    for (unsigned r = 0; r < roles; r++)
        for (unsigned i = 0; i < litmus[r].histogram.states; i++)
            if (word == NULL || memcmp(litmus[r].histogram.state[i].word, word, words * sizeof *word) == 0)
                count += litmus[r].histogram.state[i].count;
    return count;
}

#endif
