/* Two threads that add to one word: by exclusives nothing is lost, by a load and a store something can be; and where exclusives never
 * succeed, or the other side never comes, the job ends. */
#include "both_sides.h"

#define amp_increment_start broken_increment_start
#define amp_increment_step broken_increment_step
#include "../port.h"
#undef AMP_TRY_ADD32
#define AMP_TRY_ADD32(p, v) ((void)(p), (void)(v), 0)
#include "../increment.c"
#undef amp_increment_start
#undef amp_increment_step

enum { SIZE = 0x2000, AT = 0x1000, EACH_SIDE = 200000 };

static uint64_t run = 1;

static void start(struct side *side, struct amp_window window, uint64_t role, uint64_t each, uint64_t mode, uint64_t patience) {
    const uint64_t arg[] = {role, 0, AT, each, mode, patience, run};
    CHECK(amp_job_start(&side->job, window, AMP_JOB_increment, arg) == AMP_OK, "start");
}

static void check_threads(struct amp_window window, uint64_t mode, int swap) {
    struct side side[2];
    run++;
    for (unsigned role = 0; role < 2; role++)
        start(&side[role], window, role, EACH_SIDE, mode, 0);
    run_both(&side[0], &side[1], swap);
    for (unsigned role = 0; role < 2; role++) {
        const uint64_t *const result = side[role].job.result;
        CHECK(result[R_DONE] == EACH_SIDE && result[R_GIVEN_UP] == 0 && result[R_LATE] == 0, "role %u: %u done", role,
              (unsigned)result[R_DONE]);
        CHECK(mode == MODE_EXCLUSIVE ? result[R_GOT] == 2 * EACH_SIDE : result[R_GOT] <= 2 * EACH_SIDE, "mode %u: %u", (unsigned)mode,
              (unsigned)result[R_GOT]);
    }
    CHECK(side[0].job.result[R_GOT] == side[1].job.result[R_GOT], "the sides read different sums");
}

/* One increment of the other between the load and the store of this one, by hand: with exclusives it would fail and be tried again. */
static void check_lost_by_hand(struct amp_window window) {
    uint32_t word = 5, old = AMP_LD32(&word);
    CHECK(amp_direct_try_add32(&word, 1) == 1 && word == 6, "alone it succeeds");
    AMP_ST32(&word, old + 1);
    CHECK(word == 6, "a plain store loses it");
    (void)window;
}

static void check_without_monitor(struct amp_window window) {
    struct side side[2];
    enum amp_status status[2] = {AMP_MORE, AMP_MORE};
    run++;
    for (unsigned role = 0; role < 2; role++)
        start(&side[role], window, role, 100000, MODE_EXCLUSIVE, 0);
    for (unsigned steps = 0; status[0] == AMP_MORE || status[1] == AMP_MORE; steps++) {
        CHECK(steps < 5000, "it goes on for ever");
        if (status[0] == AMP_MORE)
            status[0] = broken_increment_step(&side[0].job);
        if (status[1] == AMP_MORE)
            status[1] = amp_job_step(&side[1].job);
    }
    CHECK(side[0].job.result[R_DONE] == 0 && side[0].job.result[R_GIVEN_UP] == GIVEN_UP_MAX, "given up %u",
          (unsigned)side[0].job.result[R_GIVEN_UP]);
    CHECK(side[1].job.result[R_GOT] == 100000, "the other's stand");
}

static void check_alone(struct amp_window window) {
    struct side side;
    run++;
    start(&side, window, 1, 10, MODE_PLAIN, 1);
    unsigned steps = 0;
    while (amp_job_step(&side.job) == AMP_MORE)
        CHECK(++steps < 10, "it waits on");
    CHECK(side.job.result[R_LATE] == 1 && side.job.result[R_DONE] == 0, "late");
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0xEE);
    for (int swap = 0; swap < 2; swap++) {
        check_threads(window, MODE_EXCLUSIVE, swap);
        check_threads(window, MODE_PLAIN, swap);
    }
    check_lost_by_hand(window);
    check_without_monitor(window);
    check_alone(window);
    free_window(window);
    printf("increment: 2 modes, both orders\n");
    return 0;
}
