/* Two jobs on one window, each on its own thread: the two sides of a handoff or message. */
#ifndef AMP_TEST_BOTH_SIDES_H
#define AMP_TEST_BOTH_SIDES_H

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include "memory.h"

struct side {
    struct amp_job job;
    enum amp_status status;
    struct timespec deadline;
};

static inline void *run_side(void *arg) {
    struct side *side = arg;
    struct timespec now;
    do {
        side->status = amp_job_step(&side->job);
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (side->status == AMP_MORE)
            sched_yield();
    } while (side->status == AMP_MORE && now.tv_sec < side->deadline.tv_sec);
    return NULL;
}

/* Starts the second first when `swap`: neither side may depend on who comes first. */
static inline void run_both(struct side *first, struct side *second, int swap) {
    pthread_t thread[2];
    struct side *order[2] = {swap ? second : first, swap ? first : second};
    for (unsigned i = 0; i < 2; i++) {
        clock_gettime(CLOCK_MONOTONIC, &order[i]->deadline);
        order[i]->deadline.tv_sec += 30;
        CHECK(pthread_create(&thread[i], NULL, run_side, order[i]) == 0, "no thread");
    }
    for (unsigned i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    CHECK(first->status == AMP_OK && second->status == AMP_OK, "the sides ended with %d and %d", first->status, second->status);
}

#endif
