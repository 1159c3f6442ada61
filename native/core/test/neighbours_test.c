/* Two sides that write elements of the same lines, on two threads; and what a side that writes lines as a whole does to the other, seen
 * from there. The broken side is the same source with another accessor. */
#include "both_sides.h"

#define amp_neighbours_start broken_neighbours_start
#define amp_neighbours_step broken_neighbours_step
#include "../port.h"
#undef AMP_ST8
#undef AMP_ST16
#undef AMP_ST32
static void broken_store(volatile void *p, const void *value, unsigned bytes);
#define AMP_ST8(p, v) broken_store((p), &(uint8_t){v}, 1)
#define AMP_ST16(p, v) broken_store((p), &(uint16_t){v}, 2)
#define AMP_ST32(p, v) broken_store((p), &(uint32_t){v}, 4)
#include "../neighbours.c"
#undef amp_neighbours_start
#undef amp_neighbours_step

enum { SIZE = 0x3000, AT = 0x1000, LINE_BYTES = 32 };

static uint64_t run = 1;
static enum { SOUND, RACES, CLOBBERS, LOSES } fault;
static unsigned stores;
static struct amp_job *other;
static enum amp_status other_status;

static void step_other(void) {
    if (other_status == AMP_MORE)
        other_status = amp_job_step(other);
}

/* Every 50th store of the data: written back with the line around it, while which the other side had its turn; or not at all. */
static void broken_store(volatile void *p, const void *value, unsigned bytes) {
    const int data = ((uintptr_t)p & 0x3FFF) >= AT;
    if (fault == RACES && data) {
        memcpy((void *)(uintptr_t)p, value, bytes);
        if (++stores % 3 == 0)
            step_other();
        return;
    }
    uint8_t line[LINE_BYTES], *const start = (uint8_t *)((uintptr_t)p & ~(uintptr_t)(LINE_BYTES - 1));
    if (fault == SOUND || !data || ++stores % 50 != 0) {
        memcpy((void *)(uintptr_t)p, value, bytes);
        return;
    }
    if (fault == LOSES)
        return;
    memcpy(line, start, sizeof line);
    memcpy(line + ((uintptr_t)p & (LINE_BYTES - 1)), value, bytes);
    step_other();
    memcpy(start, line, sizeof line);
}

static void start(struct side *side, struct amp_window window, uint64_t role, uint64_t width, uint64_t len, uint64_t least,
                  uint64_t patience) {
    const uint64_t arg[] = {role, 0, AT, len, width, 20, least, patience, run};
    CHECK(amp_job_start(&side->job, window, AMP_JOB_neighbours, arg) == AMP_OK, "start");
}

static void check_threads(struct amp_window window, uint64_t width, uint64_t len, int swap) {
    struct side side[2];
    run++;
    for (unsigned role = 0; role < 2; role++)
        start(&side[role], window, role, width, len, 4, 0);
    run_both(&side[0], &side[1], swap);
    for (unsigned role = 0; role < 2; role++) {
        const uint64_t *const result = side[role].job.result;
        CHECK(result[R_ROUNDS] == 20 && result[R_PASSES] >= 80, "rounds %u, passes %u", (unsigned)result[R_ROUNDS],
              (unsigned)result[R_PASSES]);
        CHECK(result[R_LOST] == 0 && result[R_LATE] == 0, "width %u: %u lost", (unsigned)width, (unsigned)result[R_LOST]);
        CHECK(result[R_RACED] <= 20, "%u rounds raced", (unsigned)result[R_RACED]);
    }
}

/* Sides that go on by turns of a step, as on one processor: neither saw the other store while it did. */
static void check_turns(struct amp_window window, uint64_t width) {
    struct side side[2];
    enum amp_status status[2] = {AMP_MORE, AMP_MORE};
    run++;
    for (unsigned role = 0; role < 2; role++)
        start(&side[role], window, role, width, 256, 40, 0);
    while (status[0] == AMP_MORE || status[1] == AMP_MORE)
        for (unsigned role = 0; role < 2; role++)
            if (status[role] == AMP_MORE)
                status[role] = amp_job_step(&side[role].job);
    for (unsigned role = 0; role < 2; role++)
        CHECK(side[role].job.result[R_RACED] == 0, "width %u: raced in %u rounds", (unsigned)width,
              (unsigned)side[role].job.result[R_RACED]);
}

static void check_broken(struct amp_window window, uint64_t width, int loses) {
    struct side sound, broken;
    enum amp_status status = AMP_MORE;
    run++;
    start(&sound, window, 0, width, 256, 4, 0);
    start(&broken, window, 1, width, 256, 4, 0);
    fault = loses ? LOSES : CLOBBERS;
    other = &sound.job;
    other_status = AMP_MORE;
    while (status == AMP_MORE || other_status == AMP_MORE) {
        if (status == AMP_MORE)
            status = broken_neighbours_step(&broken.job);
        step_other();
    }
    fault = SOUND;
    CHECK(sound.job.result[R_ROUNDS] == 20 && broken.job.result[R_ROUNDS] == 20, "rounds");
    const uint64_t *const result = (loses ? &broken : &sound)->job.result;
    CHECK(result[R_LOST] > 0 && result[R_FIRST_OFF] >= AT && result[R_EXPECTED] != result[R_GOT], "width %u: %u lost", (unsigned)width,
          (unsigned)result[R_LOST]);
    CHECK(loses ? result[R_AT_ONCE] == result[R_LOST] : result[R_AT_ONCE] < result[R_LOST], "%u of %u at once", (unsigned)result[R_AT_ONCE],
          (unsigned)result[R_LOST]);
    CHECK((loses ? &sound : &broken)->job.result[R_LOST] == 0, "the other side lost %u",
          (unsigned)(loses ? &sound : &broken)->job.result[R_LOST]);
}

/* A side in the midst of whose passes the other has its turns sees it store, in every round. */
static void check_raced(struct amp_window window, uint64_t width) {
    struct side sound, racing;
    enum amp_status status = AMP_MORE;
    run++;
    start(&sound, window, 0, width, 256, 40, 0);
    start(&racing, window, 1, width, 256, 40, 0);
    fault = RACES;
    other = &sound.job;
    other_status = AMP_MORE;
    while (status == AMP_MORE || other_status == AMP_MORE) {
        if (status == AMP_MORE)
            status = broken_neighbours_step(&racing.job);
        step_other();
    }
    fault = SOUND;
    CHECK(racing.job.result[R_RACED] == 20, "width %u: raced in %u of 20 rounds", (unsigned)width, (unsigned)racing.job.result[R_RACED]);
}

static void check_alone(struct amp_window window) {
    struct side side;
    run++;
    start(&side, window, 0, 32, 64, 4, 1);
    unsigned steps = 0;
    while (amp_job_step(&side.job) == AMP_MORE)
        CHECK(++steps < 10, "it waits on");
    CHECK(side.job.result[R_LATE] == 1 && side.job.result[R_ROUNDS] == 0, "late");
}

int main(void) {
    struct amp_window window = {.size = SIZE};
    void *base = NULL;
    CHECK(posix_memalign(&base, 0x4000, SIZE) == 0, "no memory");
    window.base = base;
    for (uint64_t width = 8; width <= 32; width *= 2) {
        check_threads(window, width, 64, 0);
        check_threads(window, width, 0x2000, 1); /* more than one step a pass at 8 bits */
        check_turns(window, width);
        check_raced(window, width);
        check_broken(window, width, 0);
        check_broken(window, width, 1);
    }
    check_alone(window);
    free_window(window);
    printf("neighbours: 3 widths, sound and broken\n");
    return 0;
}
