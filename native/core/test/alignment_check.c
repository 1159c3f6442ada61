/* The copy routines and job loops with the processor's alignment check on (EFLAGS.AC): any access that is not naturally aligned is a
 * SIGBUS, as it is on a Device mapping of arm64. Compiled without sanitisers, whose own accesses are not ours to judge. The private side is
 * kept at the same alignment as the mapping, so that what traps is an access to the mapping.
 *
 * `alignment_check` runs them all; `alignment_check broken` makes one unaligned access on purpose, to show that the check bites. */
#include "../block.h"
#include "memory.h"

#define EFLAGS_AC (UINT64_C(1) << 18)

static inline void alignment_check(int on) {
    uint64_t flags;
    __asm__ volatile("pushfq; popq %0" : "=r"(flags) : : "memory");
    flags = on ? flags | EFLAGS_AC : flags & ~EFLAGS_AC;
    __asm__ volatile("pushq %0; popfq" : : "r"(flags) : "memory", "cc");
}

static unsigned copies(uint8_t *shared, uint8_t *private) {
    unsigned count = 0;
    for (unsigned at = 0; at < 16; at++)
        for (size_t len = 0; len <= 200; len++, count += 3) {
            alignment_check(1);
            amp_block_read(private + at, shared + at, len, AMP_MEMORY_DEVICE);
            amp_block_write(shared + at, private + at, len, AMP_MEMORY_DEVICE);
            amp_block_set(shared + at, 0x5C, len, AMP_MEMORY_DEVICE);
            alignment_check(0);
        }
    return count;
}

static enum amp_status run_checked(struct amp_job *job, struct amp_window window, uint32_t kind, const uint64_t *arg) {
    enum amp_status status = amp_job_start(job, window, kind, arg);
    while (status == AMP_OK || status == AMP_MORE) {
        alignment_check(1);
        status = amp_job_step(job);
        alignment_check(0);
        if (status == AMP_OK)
            return status;
    }
    return status;
}

/* `wrong`: the result of the second that must stay 0. */
static void run_pair(struct amp_window window, uint32_t kind, const uint64_t *first, const uint64_t *second, unsigned wrong) {
    struct amp_job side[2];
    enum amp_status status[2] = {amp_job_start(&side[0], window, kind, first), amp_job_start(&side[1], window, kind, second)};
    CHECK(status[0] == AMP_OK && status[1] == AMP_OK, "start of job %u: %d and %d", (unsigned)kind, status[0], status[1]);
    status[0] = status[1] = AMP_MORE;
    while (status[0] == AMP_MORE || status[1] == AMP_MORE)
        for (unsigned i = 0; i < 2; i++)
            if (status[i] == AMP_MORE) {
                alignment_check(1);
                status[i] = amp_job_step(&side[i]);
                alignment_check(0);
            }
    CHECK(status[0] == AMP_OK && status[1] == AMP_OK && side[1].result[wrong] == 0, "job %u: %d and %d", (unsigned)kind, status[0],
          status[1]);
}

static unsigned jobs(struct amp_window window) {
    static const uint64_t widths[] = {8, 16, 32, 64, 128};
    unsigned count = 0;
    struct amp_job job;
    for (unsigned w = 0; w < 5; w++) {
        const uint64_t area[] = {1, 7, 0, 4096, widths[w]};
        CHECK(run_checked(&job, window, AMP_JOB_fill, area) == AMP_OK, "fill of width %u", (unsigned)widths[w]);
        CHECK(run_checked(&job, window, AMP_JOB_verify, area) == AMP_OK, "verify of width %u", (unsigned)widths[w]);
        CHECK(job.result[1] == 0, "verify of width %u found %u mismatches", (unsigned)widths[w], (unsigned)job.result[1]);
        for (uint64_t op = 0; op < 4; op++, count++) {
            const uint64_t bench[] = {op, widths[w], 0, 4096, 3};
            CHECK(run_checked(&job, window, AMP_JOB_bench, bench) == AMP_OK, "bench %u of width %u", (unsigned)op, (unsigned)widths[w]);
        }
        count += 2;
    }
    return count;
}

/* Both sides of a handoff, of message passing and of the jobs that race, a step of each by turns; blocks at every alignment. */
static unsigned pairs(struct amp_window window) {
    unsigned count = 0;
    for (uint64_t at = 0; at < 16; at++, count++) {
        const uint64_t producer[] = {0, 0, 1024 + at, 333, 5, 9 + at, 1, 1, 1, 0, 9 + at};
        const uint64_t consumer[] = {1, 0, 1024 + at, 333, 5, 9 + at, 1, 1, 1, 0, 9 + at};
        run_pair(window, AMP_JOB_handoff, producer, consumer, 1);
    }
    const uint64_t writer[] = {0, 0, 100, 3, 1};
    const uint64_t reader[] = {1, 0, 100, 3, 1};
    run_pair(window, AMP_JOB_message, writer, reader, 2);
    run_pair(window, AMP_JOB_visibility, (const uint64_t[]){0, 0, 1024, 3, 0, 1}, (const uint64_t[]){1, 0, 1024, 3, 0, 1}, 2);
    count += 2;
    /* Each step ends with the same pattern stored: a reader that has its turn between two of them sees no change, and gives up. */
    for (uint64_t width = 8; width <= 64; width *= 2, count++)
        run_pair(window, AMP_JOB_tearing, (const uint64_t[]){0, 0, 1024, width, 20000, 1000000, 2},
                 (const uint64_t[]){1, 0, 1024, width, 20000, 1000000, 2}, 2);
    for (uint64_t width = 8; width <= 32; width *= 2, count++)
        run_pair(window, AMP_JOB_neighbours, (const uint64_t[]){0, 0, 1024, 128, width, 2, 3, 0, 3},
                 (const uint64_t[]){1, 0, 1024, 128, width, 2, 3, 0, 3}, 2);
    for (uint64_t mode = 0; mode < 2; mode++, count++)
        run_pair(window, AMP_JOB_increment, (const uint64_t[]){0, 0, 1024, 50, mode, 0, 4}, (const uint64_t[]){1, 0, 1024, 50, mode, 0, 4},
                 2);
    return count;
}

/* Round trips of payloads, and messages, that end at every multiple of 4. */
static unsigned trips(struct amp_window window) {
    unsigned count = 0;
    for (uint64_t len = 4; len <= 72; len += 4, count++)
        run_pair(window, AMP_JOB_pingpong, (const uint64_t[]){0, 0, 1024, len, 1, 3, 0, 0x2000, 0, 5},
                 (const uint64_t[]){1, 0, 1024, len, 1, 3, 0, 0x2000, 0, 5}, 2);
    for (uint64_t size = 16; size <= 80; size += 4, count++)
        run_pair(window, AMP_JOB_stream, (const uint64_t[]){0, 3, 0, 1024, size, 2, 5, 1, 0, 6},
                 (const uint64_t[]){1, 3, 0, 1024, size, 2, 5, 1, 0, 6}, 2);
    return count;
}

int main(int argc, char **argv) {
    const struct amp_window shared = new_window(8192, 0);
    const struct amp_window private = new_window(8192, 0);
    if (argc > 1 && strcmp(argv[1], "broken") == 0) {
        alignment_check(1);
        const uint32_t word = *(const volatile uint32_t *)(bytes_of(shared) + 1);
        alignment_check(0);
        printf("an unaligned load of %u did not trap\n", word);
        return 1;
    }
    const unsigned made = copies(bytes_of(shared), bytes_of(private));
    const unsigned ran = jobs(shared);
    const struct amp_window wide = new_window(0x8000, 0);
    const unsigned met = pairs(shared) + trips(wide);
    printf("alignment: %u copies, %u jobs, %u pairs of jobs\n", made, ran, met);
    free_window(shared);
    free_window(private);
    free_window(wide);
    return 0;
}
