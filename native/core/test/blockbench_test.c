/* Each way that the job blockbench times moves every byte of its range and no other, and counts every repetition. */
#include "../scratch.h"
#include "memory.h"

enum { SIZE = 8192, OFF = 128, REPS = 3 };

static void check(struct amp_window window, uint64_t op, uint64_t way, unsigned off, unsigned len) {
    struct amp_job job;
    const uint64_t arg[] = {op, way, off, len, REPS};
    uint8_t *const own = amp_scratch();
    for (unsigned i = 0; i < SIZE; i++) {
        bytes_of(window)[i] = (uint8_t)(i * 3 & 0x7f);
        own[i] = (uint8_t)(i * 5 | 0x80);
    }
    CHECK(run_job(&job, window, AMP_JOB_blockbench, arg) == AMP_OK, "op %u way %u", (unsigned)op, (unsigned)way);
    CHECK(job.result[0] == (uint64_t)len * REPS && job.result[1] > 0, "op %u way %u: bytes", (unsigned)op, (unsigned)way);
    for (unsigned i = 0; i < SIZE; i++) {
        const int in = i - off < len;
        const uint8_t shared = op == 1 && in ? (uint8_t)((i - off) * 5 | 0x80) : (uint8_t)(i * 3 & 0x7f);
        const uint8_t private = op == 0 && i < len ? (uint8_t)((i + off) * 3 & 0x7f) : (uint8_t)(i * 5 | 0x80);
        CHECK(bytes_of(window)[i] == shared && own[i] == private, "op %u way %u, %u at %u: byte %u", (unsigned)op, (unsigned)way, len, off,
              i);
    }
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0);
    unsigned count = 0;
    for (uint64_t op = 0; op < 2; op++)
        for (uint64_t way = 0; way < 3; way++, count++) {
            check(window, op, way, OFF, 64);
            check(window, op, way, OFF, 3072);
            if (way == 1)
                continue; /* the loop takes whole elements only */
            for (unsigned at = 0; at < 16; at++)
                check(window, op, way, OFF + at, 301);
        }
    free_window(window);
    printf("blockbench: %u\n", count);
    return 0;
}
