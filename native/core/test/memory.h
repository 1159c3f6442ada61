/* A window of exactly `size` bytes: what runs past it is an error of the address sanitiser. */
#ifndef AMP_TEST_MEMORY_H
#define AMP_TEST_MEMORY_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../job.h"
#include "check.h"

static inline struct amp_window new_window(size_t size, uint8_t byte) {
    void *base = NULL;
    CHECK(posix_memalign(&base, 64, size) == 0, "no memory");
    memset(base, byte, size);
    return (struct amp_window){.base = base, .size = size};
}

static inline uint8_t *bytes_of(struct amp_window window) {
    return (uint8_t *)(uintptr_t)window.base;
}

static inline void free_window(struct amp_window window) {
    free(bytes_of(window));
}

/* Runs a job to its end on this thread. */
static inline enum amp_status run_job(struct amp_job *job, struct amp_window window, uint32_t kind, const uint64_t *arg) {
    enum amp_status status = amp_job_start(job, window, kind, arg);
    if (status != AMP_OK)
        return status;
    do
        status = amp_job_step(job);
    while (status == AMP_MORE);
    return status;
}

#endif
