/* Handoff between two threads in both orders of starting, and what the consumer says of a damaged block. */
#include "../job_kind.h"
#include "../pattern.h"
#include "both_sides.h"

enum { SIZE = 1 << 20, CTL = 0x1000 };

static void start(struct side *side, struct amp_window window, uint64_t role, uint64_t off, uint64_t len, uint64_t rounds, uint64_t seed,
                  uint64_t pattern, uint64_t barrier) {
    const uint64_t arg[] = {role, CTL, off, len, rounds, seed, pattern, barrier, seed & 1, 0, seed};
    CHECK(amp_job_start(&side->job, window, AMP_JOB_handoff, arg) == AMP_OK, "start");
}

static void check_run(struct amp_window window, uint64_t off, uint64_t len, uint64_t rounds, uint64_t pattern, uint64_t barrier, int swap) {
    static uint64_t seed = 1;
    struct side producer, consumer;
    seed++;
    start(&producer, window, 0, off, len, rounds, seed, pattern, barrier);
    start(&consumer, window, 1, off, len, rounds, seed, pattern, barrier);
    run_both(&producer, &consumer, swap);
    CHECK(producer.job.result[0] == rounds && consumer.job.result[0] == rounds, "rounds");
    CHECK(consumer.job.result[1] == 0, "%llu mismatches, round %llu offset %llx", (unsigned long long)consumer.job.result[1],
          (unsigned long long)consumer.job.result[2], (unsigned long long)consumer.job.result[3]);
    CHECK(producer.job.result[6] > 0 && consumer.job.result[6] > 0, "no time");
}

/* One bit flipped between publishing and consuming, in round 2: byte 99, in the 32-bit element at 96. Also in round 0, where it counts for
 * nothing. */
static void check_damage(struct amp_window window) {
    struct side producer, consumer;
    start(&producer, window, 0, 0x2000, 100, 3, 77, AMP_PATTERN_RANDOM, 1);
    start(&consumer, window, 1, 0x2000, 100, 3, 77, AMP_PATTERN_RANDOM, 1);
    for (unsigned round = 0; round <= 2; round++) {
        CHECK(amp_job_step(&producer.job) == AMP_MORE, "the producer waits for its ack");
        CHECK(producer.job.done == (round == 0 ? 0 : round - 1), "the producer is at round %llu", (unsigned long long)producer.job.done);
        if (round != 1)
            bytes_of(window)[0x2000 + 99] ^= 0x10;
        CHECK(amp_job_step(&consumer.job) == (round == 2 ? AMP_OK : AMP_MORE), "the consumer takes one block, the broken one as its last");
    }
    CHECK(amp_job_step(&producer.job) == AMP_OK, "the producer ends");
    CHECK(producer.job.result[0] == 2 && consumer.job.result[0] == 2, "rounds of both");
    CHECK(consumer.job.result[1] == 1 && consumer.job.result[2] == 2 && consumer.job.result[3] == 0x2000 + 96, "the flip was not found");
    CHECK((consumer.job.result[4] ^ consumer.job.result[5]) == 0x10u << 24, "expected and got");
}

/* A block of the round before passes for no round: what a missed write-back or invalidate would look like. */
static void check_stale(struct amp_window window) {
    for (uint64_t pattern = 0; pattern < AMP_PATTERN_COUNT; pattern++) {
        struct side producer, consumer;
        uint8_t old[64];
        start(&producer, window, 0, 0x2000, 64, 2, 500 + pattern, pattern, 1);
        start(&consumer, window, 1, 0x2000, 64, 2, 500 + pattern, pattern, 1);
        (void)amp_job_step(&producer.job);
        (void)amp_job_step(&consumer.job);
        (void)amp_job_step(&producer.job);
        memcpy(old, bytes_of(window) + 0x2000, sizeof old);
        (void)amp_job_step(&consumer.job);
        (void)amp_job_step(&producer.job);
        memcpy(bytes_of(window) + 0x2000, old, sizeof old);
        CHECK(amp_job_step(&consumer.job) == AMP_OK && consumer.job.result[1] == 8, "pattern %u: the old block passed", (unsigned)pattern);
    }
}

/* The consumer writes its ack and nothing else; the producer its counter and the block. */
static void check_footprint(struct amp_window window) {
    struct side producer, consumer;
    memset(bytes_of(window), 0xEE, SIZE);
    start(&producer, window, 0, 0x2003, 13, 1, 900, AMP_PATTERN_CONSTANT, 3);
    start(&consumer, window, 1, 0x2003, 13, 1, 900, AMP_PATTERN_CONSTANT, 3);
    (void)amp_job_step(&producer.job);
    (void)amp_job_step(&consumer.job);
    (void)amp_job_step(&producer.job);
    CHECK(amp_job_step(&consumer.job) == AMP_OK, "the consumer ends");
    for (unsigned i = 0; i < SIZE; i++) {
        const int may = (i >= CTL && i < CTL + 4) || (i >= CTL + 64 && i < CTL + 68) || (i >= 0x2003 && i < 0x2010);
        CHECK(may || bytes_of(window)[i] == 0xEE, "offset %x was written", i);
    }
}

/* The same seed again, in another run: the counters that the last one left are nobody's. */
static void check_fresh(struct amp_window window) {
    struct amp_job job;
    for (uint64_t run = 1; run <= 2; run++) {
        struct side producer, consumer;
        const uint64_t args[2][11] = {{0, CTL, 0x2000, 64, 2, 5, 1, 1, 0, 0, run}, {1, CTL, 0x2000, 64, 2, 5, 1, 1, 0, 0, run}};
        CHECK(amp_job_start(&job, window, AMP_JOB_handoff, args[1]) == AMP_OK && amp_job_step(&job) == AMP_MORE && job.state[3] == 0,
              "run %u: a counter of another run passed", (unsigned)run);
        CHECK(amp_job_start(&producer.job, window, AMP_JOB_handoff, args[0]) == AMP_OK, "start");
        CHECK(amp_job_start(&consumer.job, window, AMP_JOB_handoff, args[1]) == AMP_OK, "start");
        run_both(&producer, &consumer, 0);
    }
}

/* A side that waits for nobody: it ends by itself, and says which word it waited for. */
static void check_patience(struct amp_window window) {
    for (uint64_t role = 0; role <= 1; role++) {
        struct amp_job job;
        const uint64_t arg[] = {role, CTL, 0x2000, 64, 2, 5, 1, 1, 0, 1000, 12345 + role};
        unsigned steps = 1;
        CHECK(amp_job_start(&job, window, AMP_JOB_handoff, arg) == AMP_OK, "start");
        while (amp_job_step(&job) == AMP_MORE)
            steps++;
        /* However long a step takes, it counts for a quarter of the patience: 80 of them are as long as the first wait may be. */
        CHECK(steps > 80, "gave up after %u steps", steps);
        CHECK(job.result[0] == 0 && job.result[1] == 0 && job.result[7] == 1, "late %u", (unsigned)job.result[7]);
        CHECK(job.result[3] == CTL + (role == 0 ? 64 : 0) && job.result[4] != job.result[5], "the word that was waited for");
    }
}

/* Ends when its last block is consumed too late, `late` times, each by more steps than the patience has. */
static unsigned late_rounds(struct amp_window window, unsigned late, unsigned rounds, unsigned every) {
    struct amp_job producer, consumer;
    enum amp_status status = AMP_MORE;
    const uint64_t args[2][11] = {{0, CTL, 0x2000, 64, rounds, 5, 1, 1, 0, 1000, 90 + late + 50 * every},
                                  {1, CTL, 0x2000, 64, rounds, 5, 1, 1, 0, 0, 90 + late + 50 * every}};
    CHECK(amp_job_start(&producer, window, AMP_JOB_handoff, args[0]) == AMP_OK, "start");
    CHECK(amp_job_start(&consumer, window, AMP_JOB_handoff, args[1]) == AMP_OK, "start");
    for (unsigned round = 0; round <= rounds && status == AMP_MORE; round++) {
        for (unsigned steps = 0; steps < (round >= 1 && round <= late && round % every == 0 ? 8 : 1) && status == AMP_MORE; steps++)
            status = amp_job_step(&producer);
        (void)amp_job_step(&consumer);
    }
    if (status == AMP_MORE)
        status = amp_job_step(&producer);
    CHECK(status == AMP_OK, "the producer ends");
    CHECK(producer.result[0] == (late < 4 || every > 1 ? rounds : 3), "%u late rounds: %u done", late, (unsigned)producer.result[0]);
    return (unsigned)producer.result[7];
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0);
    for (uint64_t barrier = 1; barrier <= 3; barrier++)
        for (int swap = 0; swap < 2; swap++) {
            check_run(window, 0x2000, 4096, 200, AMP_PATTERN_RANDOM, barrier, swap);
            check_run(window, 0x2005, 1, 200, AMP_PATTERN_ADDRESS, barrier, swap);
            check_run(window, 0x2001, 93, 200, AMP_PATTERN_CHECKERBOARD, barrier, swap);
        }
    check_run(window, 0x2000, SIZE - 0x2000, 3, AMP_PATTERN_INVERSE, 1, 0); /* more than one step a block */
    check_damage(window);
    check_stale(window);
    check_footprint(window);
    check_fresh(window);
    check_patience(window);
    for (unsigned late = 0; late <= 5; late++)
        CHECK(late_rounds(window, late, 6, 1) == (late < 4 ? late : 4), "%u late rounds", late);
    CHECK(late_rounds(window, 20, 20, 2) == 10, "late rounds that do not follow on each other end nothing");
    free_window(window);
    printf("handoff: 3 barriers, both orders\n");
    return 0;
}
