/* The plain store-buffering loop between two threads. */
#include "both_sides.h"

enum { SIZE = 0x30000, ITERATIONS = 30001 };

int main(void) {
    const struct amp_window window = new_window(SIZE, 0);
    for (uint64_t run = 1; run <= 4; run++) {
        struct side side[2];
        for (uint64_t role = 0; role < 2; role++) {
            const uint64_t arg[] = {role, 0, 256, ITERATIONS, run};
            CHECK(amp_job_start(&side[role].job, window, AMP_JOB_sbloop, arg) == AMP_OK, "start");
        }
        run_both(&side[0], &side[1], run % 2 == 0);
        for (unsigned role = 0; role < 2; role++)
            CHECK(side[role].job.result[0] == ITERATIONS, "role %u: %llu", role, (unsigned long long)side[role].job.result[0]);
        CHECK(side[0].job.result[1] == side[1].job.result[1] && side[0].job.result[1] < ITERATIONS, "both count the same: %llu and %llu",
              (unsigned long long)side[0].job.result[1], (unsigned long long)side[1].job.result[1]);
    }
    free_window(window);
    printf("sbloop: 4 runs\n");
    return 0;
}
