/* One word that a side writes as a whole and another reads, on two threads; and what the reader says of one that is stored in halves. */
#include "both_sides.h"

#define amp_tearing_start broken_tearing_start
#define amp_tearing_step broken_tearing_step
#include "../port.h"
static void broken_store(volatile void *p, const void *value, unsigned bytes);
#undef AMP_ST16
#undef AMP_ST32
#undef AMP_ST64
#define AMP_ST16(p, v) broken_store((p), &(uint16_t){v}, 2)
#define AMP_ST32(p, v) broken_store((p), &(uint32_t){v}, 4)
#define AMP_ST64(p, v) broken_store((p), &(uint64_t){v}, 8)
#include "../tearing.c"
#undef amp_tearing_start
#undef amp_tearing_step

enum { SIZE = 0x2000, AT = 0x1000, LOAD_COUNT = 20001 };

static uint64_t run = 1;
static unsigned stores;
static struct amp_job *reader_job;
static enum amp_status reader_status;

static void step_reader(void) {
    if (reader_status == AMP_MORE)
        reader_status = amp_job_step(reader_job);
}

/* Stores of data in two halves, and in every 100th the reader has its turn between them. */
static void broken_store(volatile void *p, const void *value, unsigned bytes) {
    memcpy((void *)(uintptr_t)p, value, bytes / 2);
    if (((uintptr_t)p & 0xFFF) == 0 && ++stores % 100 == 0)
        step_reader();
    memcpy((uint8_t *)(uintptr_t)p + bytes / 2, (const uint8_t *)value + bytes / 2, bytes / 2);
}

static void start(struct side *side, struct amp_window window, uint64_t role, uint64_t width, uint64_t patience) {
    const uint64_t arg[] = {role, 0x800, AT, width, LOAD_COUNT, patience, run};
    CHECK(amp_job_start(&side->job, window, AMP_JOB_tearing, arg) == AMP_OK, "start");
}

static void check_threads(struct amp_window window, uint64_t width, int swap) {
    struct side writer, reader;
    run++;
    start(&writer, window, 0, width, 0);
    start(&reader, window, 1, width, 0);
    run_both(&writer, &reader, swap);
    const uint64_t *const result = reader.job.result;
    CHECK(result[R_LOADS] >= LOAD_COUNT && result[R_CHANGES] > 0 && writer.job.result[R_LOADS] > 0, "loads %u", (unsigned)result[R_LOADS]);
    CHECK(result[R_TORN] == 0 && result[R_LATE] == 0 && writer.job.result[R_LATE] == 0, "width %u: %u torn", (unsigned)width,
          (unsigned)result[R_TORN]);
}

static void check_broken(struct amp_window window, uint64_t width) {
    struct side writer, reader;
    enum amp_status status = AMP_MORE;
    run++;
    start(&writer, window, 0, width, 0);
    start(&reader, window, 1, width, 0);
    reader_job = &reader.job;
    reader_status = AMP_MORE;
    while (status == AMP_MORE || reader_status == AMP_MORE) {
        if (status == AMP_MORE)
            status = broken_tearing_step(&writer.job);
        step_reader();
    }
    const uint64_t *const result = reader.job.result, half = (UINT64_C(1) << width / 2) - 1, diff = result[R_EXPECTED] ^ result[R_GOT];
    CHECK(result[R_TORN] > 0 && result[R_TORN] <= result[R_LOADS], "width %u: nothing torn", (unsigned)width);
    CHECK(diff == half || diff == half << width / 2, "width %u: %llx", (unsigned)width, (unsigned long long)diff);
}

static void check_alone(struct amp_window window, uint64_t role) {
    struct side side;
    run++;
    start(&side, window, role, 32, 1);
    unsigned steps = 0;
    while (amp_job_step(&side.job) == AMP_MORE)
        CHECK(++steps < 10, "it waits on");
    CHECK(side.job.result[R_LATE] == 1 && side.job.result[R_LOADS] == (role == 0 ? 512 : 0), "late");
}

/* The two meet, and then the writer is never scheduled: a reader that sees one value alone has tested nothing, however often it loads. */
static void check_never_raced(struct amp_window window) {
    struct side writer, reader;
    run++;
    start(&writer, window, 0, 32, 0);
    start(&reader, window, 1, 32, 1000000);
    while (reader.job.state[MEET_PHASE] == MEET_FIRST) {
        (void)amp_job_step(&reader.job);
        if (writer.job.state[MEET_PHASE] == MEET_FIRST)
            (void)amp_job_step(&writer.job);
    }
    unsigned steps = 0;
    while (amp_job_step(&reader.job) == AMP_MORE)
        CHECK(++steps < 1000000, "it loads on");
    CHECK(reader.job.result[R_LATE] == 1 && reader.job.result[R_CHANGES] == 0, "%u changes", (unsigned)reader.job.result[R_CHANGES]);
}

int main(void) {
    void *base = NULL;
    CHECK(posix_memalign(&base, 0x1000, SIZE) == 0, "no memory");
    const struct amp_window window = {.base = base, .size = SIZE};
    memset(base, 0xEE, SIZE);
    for (uint64_t width = 8; width <= 64; width *= 2) {
        check_threads(window, width, 0);
        check_threads(window, width, 1);
        if (width > 8)
            check_broken(window, width);
    }
    check_alone(window, 0);
    check_alone(window, 1);
    check_never_raced(window);
    free_window(window);
    printf("tearing: 4 widths, sound and broken\n");
    return 0;
}
