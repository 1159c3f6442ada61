/* The bench job covers exactly its range, at every width, and counts every repetition. */
#include "memory.h"

enum { SIZE = 8192, OFF = 128, LEN = 3072 };

int main(void) {
    static const unsigned widths[] = {8, 16, 32, 64, 128};
    const struct amp_window window = new_window(SIZE, 0xEE);
    struct amp_job job;
    for (uint64_t op = 0; op < 4; op++)
        for (unsigned w = 0; w < 5; w++) {
            memset(bytes_of(window), 0xEE, SIZE);
            const uint64_t arg[] = {op, widths[w], OFF, LEN, 37};
            CHECK(run_job(&job, window, AMP_JOB_bench, arg) == AMP_OK, "op %u width %u", (unsigned)op, widths[w]);
            CHECK(job.result[0] == (uint64_t)LEN * 37 && job.result[1] > 0, "op %u width %u: bytes", (unsigned)op, widths[w]);
            const int stores = op == 1 || op == 3;
            unsigned touched = 0;
            for (unsigned i = 0; i < SIZE; i++) {
                const int same = bytes_of(window)[i] == 0xEE;
                CHECK(same || (stores && i >= OFF && i < OFF + LEN), "op %u width %u: byte %u was written", (unsigned)op, widths[w], i);
                touched += !same;
            }
            CHECK(touched >= (stores ? LEN - LEN / 64 : 0), "op %u width %u: only %u bytes were written", (unsigned)op, widths[w], touched);
        }
    free_window(window);
    printf("bench: 4 operations, 5 widths\n");
    return 0;
}
