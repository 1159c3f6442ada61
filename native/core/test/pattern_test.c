/* Fill and verify: the bytes of a pattern do not depend on the width, and verify finds every injected flip where it is. */
#include "../pattern.h"
#include "memory.h"

enum { SIZE = 4096, OFF = 256, LEN = 2048 };
static const unsigned widths[] = {8, 16, 32, 64, 128};

static void check_widths(uint32_t pattern, uint64_t seed) {
    const struct amp_window first = new_window(SIZE, 0xEE), other = new_window(SIZE, 0xEE);
    struct amp_job job;
    for (unsigned w = 0; w < 5; w++) {
        const struct amp_window window = w == 0 ? first : other;
        const uint64_t arg[] = {pattern, seed, OFF, LEN, widths[w]};
        CHECK(run_job(&job, window, AMP_JOB_fill, arg) == AMP_OK && job.result[0] == LEN, "fill pattern %u width %u", pattern, widths[w]);
        CHECK(memcmp(bytes_of(first), bytes_of(window), SIZE) == 0, "pattern %u: width %u wrote other bytes than 8", pattern, widths[w]);
        for (unsigned i = 0; i < SIZE; i++)
            CHECK((i >= OFF && i < OFF + LEN) || bytes_of(window)[i] == 0xEE, "pattern %u: byte %u outside was written", pattern, i);
        CHECK(run_job(&job, first, AMP_JOB_verify, arg) == AMP_OK && job.result[1] == 0, "verify pattern %u width %u", pattern, widths[w]);
    }
    free_window(first);
    free_window(other);
}

/* Against the definition, byte by byte: where words begin and end in the middle, and where an address's lower half passes 2^32. */
static void check_definition(uint32_t pattern, uint64_t seed) {
    static const struct {
        unsigned off, len, least; /* least: smallest alignment in bits of the widths that fit */
    } ranges[] = {{OFF, LEN, 128},     {OFF + 8, LEN + 24, 64}, {OFF + 4, 12, 32}, {OFF + 4, 4, 32},
                  {OFF + 2, 1030, 16}, {OFF + 7, 3, 8},         {OFF + 3, 1021, 8}};
    for (unsigned r = 0; r < sizeof ranges / sizeof *ranges; r++)
        for (unsigned w = 0; w < 5 && widths[w] <= ranges[r].least; w++) {
            const struct amp_window window = new_window(SIZE, 0xEE);
            const uint64_t arg[] = {pattern, seed, ranges[r].off, ranges[r].len, widths[w]};
            struct amp_job job;
            CHECK(run_job(&job, window, AMP_JOB_fill, arg) == AMP_OK, "fill");
            for (unsigned i = 0; i < SIZE; i++) {
                const int inside = i >= ranges[r].off && i < ranges[r].off + ranges[r].len;
                const uint8_t expected = inside ? (uint8_t)amp_pattern_piece(pattern, seed, i) : 0xEE;
                CHECK(bytes_of(window)[i] == expected, "pattern %u seed %llx width %u: byte %u", pattern, (unsigned long long)seed,
                      widths[w], i);
            }
            CHECK(run_job(&job, window, AMP_JOB_verify, arg) == AMP_OK && job.result[1] == 0, "pattern %u width %u: verify at %u", pattern,
                  widths[w], ranges[r].off);
            bytes_of(window)[ranges[r].off + ranges[r].len - 1] ^= 0x10;
            CHECK(run_job(&job, window, AMP_JOB_verify, arg) == AMP_OK && job.result[1] == 1, "width %u: the last byte counts", widths[w]);
            free_window(window);
        }
}

static void check_flips(uint32_t pattern, unsigned width) {
    const struct amp_window window = new_window(SIZE, 0);
    const uint64_t arg[] = {pattern, 99, OFF, LEN, width};
    struct amp_job job;
    CHECK(run_job(&job, window, AMP_JOB_fill, arg) == AMP_OK, "fill");
    for (unsigned bit = 0; bit < LEN * 8; bit = bit < 256 ? bit + 1 : bit + 61) {
        uint8_t *byte = bytes_of(window) + OFF + bit / 8;
        *byte ^= (uint8_t)(1u << bit % 8);
        CHECK(run_job(&job, window, AMP_JOB_verify, arg) == AMP_OK && job.result[1] == 1, "pattern %u width %u: bit %u flipped, %llu found",
              pattern, width, bit, (unsigned long long)job.result[1]);
        const unsigned shown = width > 64 ? 64 : width; /* a 128-bit element names its half */
        const unsigned first = OFF + bit / shown * (shown / 8);
        CHECK(job.result[2] == first, "width %u: bit %u reported at %llu", width, bit, (unsigned long long)job.result[2]);
        CHECK((job.result[3] ^ job.result[4]) == UINT64_C(1) << bit % shown, "width %u: bit %u reported as another", width, bit);
        *byte ^= (uint8_t)(1u << bit % 8);
    }
    /* Two in different elements: both counted, the first one kept. */
    bytes_of(window)[OFF + 64] ^= 1;
    bytes_of(window)[OFF + 1024] ^= 1;
    CHECK(run_job(&job, window, AMP_JOB_verify, arg) == AMP_OK && job.result[1] == 2 && job.result[2] == OFF + 64, "two flips");
    free_window(window);
}

/* Longer than one step at one byte an access: the cursor goes on where it stopped. */
static void check_steps(void) {
    const size_t size = 3 * (size_t)AMP_STEP_ACCESSES + 5;
    const struct amp_window window = new_window(size, 0);
    const uint64_t arg[] = {AMP_PATTERN_RANDOM, 5, 0, size, 8};
    struct amp_job job;
    CHECK(amp_job_start(&job, window, AMP_JOB_fill, arg) == AMP_OK, "start");
    unsigned steps = 1;
    while (amp_job_step(&job) == AMP_MORE)
        steps++;
    CHECK(steps == 4 && job.done == size && job.result[0] == size, "%u steps, done %llu", steps, (unsigned long long)job.done);
    bytes_of(window)[size - 1] ^= 0x80;
    CHECK(run_job(&job, window, AMP_JOB_verify, arg) == AMP_OK && job.result[1] == 1 && job.result[2] == size - 1, "flip in the last step");
    free_window(window);
}

int main(void) {
    for (uint32_t pattern = 0; pattern < AMP_PATTERN_COUNT; pattern++) {
        check_widths(pattern, 0);
        check_widths(pattern, UINT64_C(0x0123456789ABCDEF));
        check_definition(pattern, 3);
        for (uint64_t before = OFF; before < OFF + LEN; before += 237)
            check_definition(pattern, UINT64_C(0x7700000100000000) - before);
        for (unsigned w = 0; w < 5; w++)
            check_flips(pattern, widths[w]);
    }
    check_steps();
    /* The words that framework and documents rely on. */
    CHECK(amp_pattern_word(AMP_PATTERN_ADDRESS, 0, 0x100) == UINT64_C(0x0000010400000100), "address-in-address");
    CHECK(amp_pattern_word(AMP_PATTERN_INVERSE, 0, 0x100) == ~UINT64_C(0x0000010400000100), "inverse");
    CHECK(amp_pattern_word(AMP_PATTERN_WALKING_ONE, 0, 8) == 2, "walking one");
    CHECK(amp_pattern_word(AMP_PATTERN_WALKING_ZERO, 0, 8) == ~UINT64_C(2), "walking zero");
    CHECK(amp_pattern_word(AMP_PATTERN_RANDOM, 1, 0) == amp_mix64(1) && amp_mix64(1) == UINT64_C(0x5692161D100B05E5), "random");
    printf("pattern: %d patterns, 5 widths\n", AMP_PATTERN_COUNT);
    return 0;
}
