/* Messages through rings between two threads, each way and both: all arrive, in order and whole, at every size and depth; what is changed
 * or not written shows, each as what it is; and a side that never comes. The CRC is that of zlib. */
#include "both_sides.h"

#include "../pattern.h"
#include "../private.h"
#include "../scratch.h"

enum { SIZE = 0x100000, AT = 0x1000 };
enum { R_SENT, R_TAKEN, R_LOST, R_CORRUPT, R_FIRST, R_FULL, R_EMPTY, R_TICKS, R_LATE };

static uint64_t run = 1;

static void start(struct side *side, struct amp_window window, uint64_t role, uint64_t ways, uint64_t size, uint64_t depth,
                  uint64_t messages, uint64_t patience) {
    const uint64_t arg[] = {role, ways, 0, AT, size, depth, messages, 7, patience, run};
    CHECK(amp_job_start(&side->job, window, AMP_JOB_stream, arg) == AMP_OK, "start");
}

static void check_threads(struct amp_window window, uint64_t ways, uint64_t size, uint64_t depth, uint64_t messages, int swap) {
    struct side side[2];
    run++;
    for (unsigned role = 0; role < 2; role++)
        start(&side[role], window, role, ways, size, depth, messages, 0);
    run_both(&side[0], &side[1], swap);
    for (unsigned role = 0; role < 2; role++) {
        const uint64_t *const result = side[role].job.result;
        CHECK(result[R_SENT] == (ways >> role & 1) * messages && result[R_TAKEN] == (ways >> (1 - role) & 1) * messages,
              "role %u: %u and %u", role, (unsigned)result[R_SENT], (unsigned)result[R_TAKEN]);
        CHECK(result[R_LOST] == 0 && result[R_CORRUPT] == 0 && result[R_FIRST] == 0 && result[R_LATE] == 0, "role %u: %u lost, %u corrupt",
              role, (unsigned)result[R_LOST], (unsigned)result[R_CORRUPT]);
        CHECK(result[R_FULL] <= messages && result[R_EMPTY] <= messages && result[R_TICKS] > 0, "waits");
    }
}

/* By turns on one thread; before the consumer's turn one bit of slot 2 is turned over, or its number. */
static void check_broken(struct amp_window window, unsigned offset, unsigned lost, unsigned corrupt) {
    struct side side[2];
    enum amp_status status[2] = {AMP_MORE, AMP_MORE};
    run++;
    for (unsigned role = 0; role < 2; role++)
        start(&side[role], window, role, 1, 64, 4, 4, 0);
    while (status[0] == AMP_MORE || status[1] == AMP_MORE)
        for (unsigned role = 0; role < 2; role++) {
            if (role == 1 && side[0].job.result[R_SENT] == 4 && side[1].job.result[R_TAKEN] == 0)
                bytes_of(window)[AT + 2 * 64 + offset] ^= 0x10;
            if (status[role] == AMP_MORE)
                status[role] = amp_job_step(&side[role].job);
        }
    const uint64_t *const result = side[1].job.result;
    CHECK(result[R_TAKEN] == 4 && result[R_LOST] == lost && result[R_CORRUPT] == corrupt && result[R_FIRST] == 3,
          "byte %u: %u lost, %u corrupt", offset, (unsigned)result[R_LOST], (unsigned)result[R_CORRUPT]);
}

/* The clock of a way stops with its last message, however long the other way goes on: of two ways by turns, the second from where the first
 * has ended. */
static void check_clocks(struct amp_window window) {
    struct side side[2];
    enum amp_status status[2] = {AMP_MORE, AMP_MORE};
    run++;
    for (unsigned role = 0; role < 2; role++)
        start(&side[role], window, role, 3, 64, 4, 4, 0);
    uint64_t taken_at = 0;
    for (unsigned turn = 0; status[0] == AMP_MORE || status[1] == AMP_MORE; turn++) {
        const unsigned role = turn & 1;
        if (status[role] == AMP_MORE)
            status[role] = amp_job_step(&side[role].job);
        if (side[1].job.result[R_TAKEN] == 4 && taken_at == 0) {
            const struct timespec pause = {.tv_nsec = 20000000};
            taken_at = side[1].job.result[R_TICKS];
            nanosleep(&pause, NULL);
        }
    }
    CHECK(side[1].job.result[R_TICKS] == taken_at && taken_at > 0, "the clock of a way that has ended goes on");
}

static void check_alone(struct amp_window window, uint64_t role) {
    struct side side;
    run++;
    start(&side, window, role, 3, 64, 4, 4, 1);
    unsigned steps = 0;
    while (amp_job_step(&side.job) == AMP_MORE)
        CHECK(++steps < 10, "role %u waits on", (unsigned)role);
    CHECK(side.job.result[R_LATE] == 1 && side.job.result[R_TAKEN] == 0, "late");
}

/* The CRC of a message against the polynomial's definition, bit by bit. */
static void check_crc(struct amp_window window) {
    struct side side[2];
    uint32_t number, check, word, crc;
    run++;
    crc = ~amp_counter_base(run);
    for (unsigned role = 0; role < 2; role++)
        start(&side[role], window, role, 1, 1028, 1, 1, 0);
    run_both(&side[0], &side[1], 0);
    memcpy(&number, bytes_of(window) + AT, 4);
    memcpy(&check, bytes_of(window) + AT + 4, 4);
    CHECK(number == 0, "message %u", number);
    for (unsigned at = 0; at < 1028; at += at == 0 ? 8 : 4) {
        memcpy(&word, bytes_of(window) + AT + at, 4);
        for (unsigned bit = 0; bit < 32; bit++, word >>= 1)
            crc = crc >> 1 ^ (0xEDB88320u & (0u - ((crc ^ word) & 1)));
    }
    CHECK(check == ~crc, "CRC %x, expected %x", check, ~crc);
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0xEE);
    for (int swap = 0; swap < 2; swap++)
        for (uint64_t ways = 1; ways <= 3; ways++) {
            check_threads(window, ways, 16, 1, 500, swap);
            check_threads(window, ways, 64, 8, 3000, swap);
            check_threads(window, ways, 1028, 3, 300, swap);
            check_threads(window, ways, 8192, 16, 100, swap);
        }
    check_broken(window, 0, 1, 0);  /* the number */
    check_broken(window, 4, 0, 1);  /* the CRC */
    check_broken(window, 63, 0, 1); /* the last byte of the payload */
    check_clocks(window);
    check_alone(window, 0);
    check_alone(window, 1);
    check_crc(window);
    free_window(window);
    printf("stream: 24 runs of two threads\n");
    return 0;
}
