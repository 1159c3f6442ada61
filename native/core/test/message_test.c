/* MP by shared counters between two threads, and what the reader says of data older than its flag. */
#include "../job_kind.h"
#include "../pattern.h"
#include "both_sides.h"

enum { SIZE = 4096, CTL = 0x400, ITERATIONS = 300000 };

static void start(struct side *side, struct amp_window window, uint64_t role, uint64_t iterations, uint64_t seed, uint64_t barrier) {
    const uint64_t arg[] = {role, CTL, iterations, seed, barrier};
    CHECK(amp_job_start(&side->job, window, AMP_JOB_message, arg) == AMP_OK, "start");
}

static void put(struct amp_window window, unsigned off, uint32_t value) {
    memcpy(bytes_of(window) + CTL + off, &value, sizeof value);
}

/* The reader alone, on a flag and data put there by hand. */
static void check_stale(struct amp_window window, uint32_t flag, uint32_t data, unsigned stale) {
    const uint64_t seed = 4711;
    const uint32_t base = amp_counter_base(seed);
    struct side reader;
    start(&reader, window, 1, 10, seed, 1);
    put(window, 0, base + flag);
    put(window, 128, base + data);
    CHECK(amp_job_step(&reader.job) == (flag == 10 ? AMP_OK : AMP_MORE), "flag %u", flag);
    CHECK(reader.job.result[1] == 1 && reader.job.result[2] == stale, "flag %u data %u: stale %llu", flag, data,
          (unsigned long long)reader.job.result[2]);
    if (stale != 0)
        CHECK(reader.job.result[3] == flag && reader.job.result[4] == data, "first stale pair");
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0);
    for (uint64_t barrier = 0; barrier <= 3; barrier++)
        for (int swap = 0; swap < 2; swap++) {
            struct side writer, reader;
            const uint64_t seed = 10 * barrier + (uint64_t)swap;
            start(&writer, window, 0, ITERATIONS, seed, barrier);
            start(&reader, window, 1, ITERATIONS, seed, barrier);
            run_both(&writer, &reader, swap);
            CHECK(writer.job.result[0] == ITERATIONS && reader.job.result[0] == ITERATIONS, "iterations");
            CHECK(reader.job.result[1] >= 1 && reader.job.result[1] <= ITERATIONS, "observed");
            /* x86 keeps store→store and load→load, so nothing may be stale even without barriers. */
            CHECK(reader.job.result[2] == 0, "stale %llu", (unsigned long long)reader.job.result[2]);
        }
    check_stale(window, 5, 5, 0);
    check_stale(window, 5, 9, 0);
    check_stale(window, 5, 4, 1);
    check_stale(window, 10, 0, 1);
    check_stale(window, 10, 0x80000123, 1); /* no counter of this run */
    free_window(window);
    printf("message: 4 barriers, both orders\n");
    return 0;
}
