/* The job align passes on block.h's operations, and finds each of several that are broken in one place, at the case and the byte. */
#include "../block.h"
#include "memory.h"

/* A second copy of the job, that moves blocks by these: right but for what `flaw` says. */
static enum flaw { NONE, SHORT, LONG, SWAPPED, BEFORE, REFUSED, CARELESS, CLOBBERED } flaw;

static int hit(const volatile void *a, size_t len) {
    return ((uintptr_t)a & 15) == 5 && len == 23;
}

static void flawed_read(void *to, const volatile void *from, size_t len, enum amp_memory memory) {
    uint8_t *bytes = to;
    const uint8_t past = bytes[len];
    amp_block_read(to, from, hit(from, len) && flaw == SHORT ? len - 1 : len, memory);
    if (hit(from, len) && flaw == CLOBBERED)
        *(volatile uint8_t *)(uintptr_t)from ^= 1;
    if (hit(from, len) && flaw == LONG)
        bytes[len] = (uint8_t)(past ^ 1);
    if (hit(from, len) && flaw == SWAPPED) {
        const uint8_t third = bytes[3];
        bytes[3] = bytes[4];
        bytes[4] = third;
    }
}

static void flawed_write(volatile void *to, const void *from, size_t len, enum amp_memory memory) {
    amp_block_write(to, from, len, memory);
    if (hit(to, len) && flaw == BEFORE)
        ((volatile uint8_t *)to)[-1] ^= 0x10;
}

static enum amp_status flawed_read_width(void *to, const volatile void *from, size_t len, unsigned width) {
    if (hit(from, len) && flaw == CARELESS)
        return amp_block_read_width(to, from, len, 8);
    return hit(from, len) && flaw == REFUSED ? AMP_OK : amp_block_read_width(to, from, len, width);
}

#define amp_block_read flawed_read
#define amp_block_write flawed_write
#define amp_block_read_width flawed_read_width
#define amp_align_start flawed_start
#define amp_align_step flawed_step
#include "../align.c"
#undef amp_block_read
#undef amp_block_write
#undef amp_block_read_width
#undef amp_align_start
#undef amp_align_step

static uint64_t code(unsigned where, unsigned source, unsigned destination, unsigned len) {
    return (uint64_t)where << 56 | (uint64_t)len << 16 | destination << 8 | source;
}

static void run_flawed(struct amp_job *job, struct amp_window window, enum flaw what, uint64_t op, uint64_t width) {
    const uint64_t arg[] = {op, width, 0, 80, 64, 9};
    CHECK(amp_job_start(job, window, AMP_JOB_align, arg) == AMP_OK && flawed_start(job) == AMP_OK, "start");
    flaw = what;
    while (flawed_step(job) == AMP_MORE)
        ;
    CHECK(job->result[R_CASES] == 81 * 256, "cases");
}

static void finds(struct amp_window window, enum flaw what, uint64_t op, uint64_t width, unsigned where, uint64_t mismatches,
                  uint64_t off) {
    struct amp_job job;
    run_flawed(&job, window, what, op, width);
    const uint64_t *r = job.result;
    const uint64_t first = op == OP_READ ? code(where, 5, 0, 23) : code(where, 0, 5, 23);
    CHECK(r[R_MISMATCHES] == mismatches && r[R_FIRST_CASE] == first && r[R_FIRST_OFF] == off && r[R_EXPECTED] != r[R_GOT],
          "flaw %u: %llu mismatches, case %llx, offset %llu, expected %llx, got %llx", what, (unsigned long long)r[R_MISMATCHES],
          (unsigned long long)r[R_FIRST_CASE], (unsigned long long)r[R_FIRST_OFF], (unsigned long long)r[R_EXPECTED],
          (unsigned long long)r[R_GOT]);
}

static unsigned passes(struct amp_window window) {
    static const uint64_t widths[] = {0, 8, 16, 32, 64, 128};
    struct amp_job job;
    unsigned cases = 0;
    for (uint64_t op = 0; op < OP_COUNT; op++) {
        for (unsigned w = 0; w < 6; w++) {
            const uint64_t arg[] = {op, widths[w], 0, 80, 64, 3 + op};
            CHECK(run_job(&job, window, AMP_JOB_align, arg) == AMP_OK, "op %u", (unsigned)op);
            CHECK(job.result[R_CASES] == 81 * 256 && job.result[R_MISMATCHES] == 0, "op %u width %u: case %llx", (unsigned)op,
                  (unsigned)widths[w], (unsigned long long)job.result[R_FIRST_CASE]);
            cases += (unsigned)job.result[R_CASES];
        }
        const uint64_t large[] = {op, 0, 4095, 4097, 0, 3};
        CHECK(run_job(&job, window, AMP_JOB_align, large) == AMP_OK && job.result[R_MISMATCHES] == 0, "large blocks, op %u", (unsigned)op);
        cases += (unsigned)job.result[R_CASES];
    }
    return cases;
}

static void refuses(struct amp_window window) {
    static const struct {
        uint64_t arg[6];
        enum amp_status status;
    } bad[] = {
        {{3, 0, 0, 80, 0, 1}, AMP_E_ARG},
        {{0, 24, 0, 80, 0, 1}, AMP_E_ARG},
        {{0, 0, 2, 1, 0, 1}, AMP_E_ARG},
        {{0, 0, 0, AMP_SCRATCH_BYTES - 47, 0, 1}, AMP_E_ARG},
        {{0, 0, 0, AMP_STEP_ACCESSES / 2 - 47, 0, 1}, AMP_E_ARG}, /* one case would be longer than a step */
        {{0, 0, 0, 80, 32, 1}, AMP_E_ALIGN},
        {{0, 0, 0, 8192 - 47, 0, 1}, AMP_E_RANGE},
        {{0, 0, 0, 80, 8192, 1}, AMP_E_RANGE},
        {{0, 0, 0, UINT64_MAX, 0, 1}, AMP_E_ARG},
        {{0, 0, 0, 80, UINT64_MAX - 63, 1}, AMP_E_RANGE},
    };
    struct amp_job job;
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(amp_job_start(&job, window, AMP_JOB_align, bad[i].arg) == bad[i].status, "arguments %u", i);
}

int main(void) {
    const struct amp_window window = new_window(8192, 0);
    struct amp_job job;
    const unsigned cases = passes(window);
    run_flawed(&job, window, NONE, OP_READ, 0);
    CHECK(job.result[R_MISMATCHES] == 0, "nothing is wrong without a flaw");
    /* The area's first byte is 16 below the block of alignment 0; 16 alignments of the other side meet the flaw. */
    finds(window, SHORT, OP_READ, 0, 1, 16, GUARD + 22);
    finds(window, LONG, OP_READ, 0, 1, 16, GUARD + 23);
    finds(window, SWAPPED, OP_READ, 0, 1, 32, GUARD + 3);
    finds(window, BEFORE, OP_WRITE, 0, 0, 16, GUARD + 4);
    finds(window, REFUSED, OP_READ, 32, 2, 16, 0);
    finds(window, CARELESS, OP_READ, 32, 2, 16 + 16 * 23, 0);
    finds(window, CLOBBERED, OP_READ, 0, 0, 16, GUARD + 5);
    refuses(window);
    printf("align: %u cases\n", cases);
    free_window(window);
    return 0;
}
