/* A count that goes up in two lines, between two threads; what the reader says of words that go back, and both sides of a side that never
 * comes. The broken side is the same source with another accessor. */
#include "both_sides.h"

#define amp_visibility_start broken_visibility_start
#define amp_visibility_step broken_visibility_step
#include "../port.h"
#undef AMP_ST32
static void broken_store(volatile void *p, uint32_t v);
#define AMP_ST32(p, v) broken_store((p), (v))
#include "../visibility.c"
#undef amp_visibility_start
#undef amp_visibility_step

enum { SIZE = 0x2000, AT = 0x1000, BURSTS = 16 };

static uint64_t run = 1;
/* The word whose stores get lost, and how many of them may pass before. */
static const volatile void *lossy;
static unsigned pass;

static void broken_store(volatile void *p, uint32_t v) {
    if (p == lossy && pass-- == 0) {
        lossy = NULL;
        return;
    }
    amp_direct_st32(p, v);
}

static void start(struct side *side, struct amp_window window, uint64_t role, uint64_t trips, uint64_t patience) {
    const uint64_t arg[] = {role, 0, AT, trips, patience, run};
    CHECK(amp_job_start(&side->job, window, AMP_JOB_visibility, arg) == AMP_OK, "start");
}

static void check_threads(struct amp_window window, uint64_t trips, int swap) {
    struct side writer, reader;
    run++;
    start(&writer, window, 0, trips, 0);
    start(&reader, window, 1, trips, 0);
    run_both(&writer, &reader, swap);
    const uint64_t *const wrote = writer.job.result, *const read = reader.job.result;
    CHECK(wrote[R_DONE] == trips && read[R_DONE] == trips * BURSTS, "done %u and %u", (unsigned)wrote[R_DONE], (unsigned)read[R_DONE]);
    CHECK(read[R_WRONG] == 0 && wrote[R_LATE] == 0 && read[R_LATE] == 0, "wrong %u", (unsigned)read[R_WRONG]);
    CHECK(wrote[R_MEDIAN] > 0 && wrote[R_MEDIAN] <= wrote[R_P99] && wrote[R_P99] <= wrote[R_MAX], "quantiles");
}

/* The two sides by turns on one thread; the writer's `lost`th store to the word at `off` never reaches memory. */
static void check_lost(struct amp_window window, uint64_t off, unsigned lost, uint64_t before, uint64_t got) {
    struct side writer, reader;
    enum amp_status wrote = AMP_MORE, read = AMP_MORE;
    run++;
    start(&writer, window, 0, 2, 0);
    start(&reader, window, 1, 2, 0);
    lossy = bytes_of(window) + off;
    pass = lost;
    while (wrote == AMP_MORE || read == AMP_MORE) {
        if (wrote == AMP_MORE)
            wrote = broken_visibility_step(&writer.job);
        if (read == AMP_MORE)
            read = amp_job_step(&reader.job);
    }
    const uint64_t *const result = reader.job.result;
    CHECK(result[R_WRONG] > 0 && result[R_FIRST_OFF] == off, "wrong %u, at %x", (unsigned)result[R_WRONG], (unsigned)result[R_FIRST_OFF]);
    CHECK(result[R_BEFORE] == before && result[R_GOT] == got, "before %u, got %u", (unsigned)result[R_BEFORE], (unsigned)result[R_GOT]);
}

/* A side alone ends with what it has. */
static void check_alone(struct amp_window window, uint64_t role) {
    struct side side;
    run++;
    start(&side, window, role, 5, 1);
    unsigned steps = 0;
    while (amp_job_step(&side.job) == AMP_MORE)
        CHECK(++steps < 10, "role %u waits on", (unsigned)role);
    CHECK(side.job.result[R_LATE] == 1 && side.job.result[R_DONE] == 0, "late %u", (unsigned)side.job.result[R_LATE]);
}

static void check_quantiles(void) {
    struct amp_job job = {.done = 200};
    for (uint32_t i = 0; i < 200; i++)
        amp_private_put32(amp_scratch() + 4 * i, 1 + (i * 77) % 200);
    summarise(&job);
    CHECK(job.result[R_MEDIAN] == 100 && job.result[R_P99] == 198 && job.result[R_MAX] == 200, "quantiles of 1 to 200: %u %u %u",
          (unsigned)job.result[R_MEDIAN], (unsigned)job.result[R_P99], (unsigned)job.result[R_MAX]);
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0xEE);
    for (int swap = 0; swap < 2; swap++) {
        check_threads(window, 1, swap);
        check_threads(window, 500, swap);
    }
    /* The first store of a word sets it to 0. So what is lost is the last of a burst: A is then older than B, B is never seen at all. */
    check_lost(window, AT, BURSTS, BURSTS, BURSTS - 1);
    check_lost(window, AT, 0, 0, (2 * BURSTS - amp_counter_base(run + 1) + amp_counter_base(run)) & 0xFFFFFFFF);
    check_alone(window, 0);
    check_alone(window, 1);
    check_quantiles();
    free_window(window);
    printf("visibility: 4 runs of two threads\n");
    return 0;
}
