/* Round trips between two threads: every one is counted once, in the distribution too, at every length; by turns on one thread, where what
 * is lost of a payload shows; and a side that never answers. */
#include "both_sides.h"

#include "../latency_table.h"

enum { SIZE = 0x80000, AT = 0x1000, TABLE_AT = 0x40000 };
enum { R_DONE, R_MIN, R_MAX, R_LATE, R_WRONG, R_OVERHEAD, R_RESOLUTION, R_TICKS };

static uint64_t run = 1;

static void start(struct side *side, struct amp_window window, uint64_t role, uint64_t len, uint64_t warm, uint64_t trips, uint64_t most,
                  uint64_t patience) {
    const uint64_t arg[] = {role, 0, AT, len, warm, trips, most, TABLE_AT, patience, run};
    CHECK(amp_job_start(&side->job, window, AMP_JOB_pingpong, arg) == AMP_OK, "start");
}

static uint64_t bucket_count(struct amp_window window, uint32_t bucket) {
    uint32_t count;
    memcpy(&count, bytes_of(window) + TABLE_AT + 4 * bucket, sizeof count);
    return count;
}

static void check_table(struct amp_window window, const uint64_t *result) {
    uint64_t sum = 0;
    uint32_t first = AMP_LATENCY_BUCKETS, last = 0;
    for (uint32_t bucket = 0; bucket < AMP_LATENCY_BUCKETS; bucket++) {
        if (bucket_count(window, bucket) == 0)
            continue;
        sum += bucket_count(window, bucket);
        last = bucket;
        if (first == AMP_LATENCY_BUCKETS)
            first = bucket;
    }
    CHECK(sum == result[R_DONE], "the table has %u of %u trips", (unsigned)sum, (unsigned)result[R_DONE]);
    CHECK(first == amp_latency_bucket(result[R_MIN]) && last == amp_latency_bucket(result[R_MAX]), "buckets %u to %u", first, last);
}

static void check_threads(struct amp_window window, uint64_t len, uint64_t warm, uint64_t trips, int swap) {
    struct side ping, pong;
    run++;
    start(&ping, window, 0, len, warm, trips, 0, 0);
    start(&pong, window, 1, len, warm, trips, 0, 0);
    run_both(&ping, &pong, swap);
    const uint64_t *const sent = ping.job.result, *const back = pong.job.result;
    CHECK(sent[R_DONE] == trips && back[R_DONE] == warm + trips, "done %u and %u", (unsigned)sent[R_DONE], (unsigned)back[R_DONE]);
    CHECK(sent[R_WRONG] == 0 && sent[R_LATE] == 0 && back[R_LATE] == 0, "wrong %u", (unsigned)sent[R_WRONG]);
    CHECK(0 < sent[R_MIN] && sent[R_MIN] <= sent[R_MAX] && sent[R_MIN] * trips <= sent[R_TICKS] && sent[R_TICKS] <= sent[R_MAX] * trips,
          "ticks");
    CHECK(sent[R_RESOLUTION] > 0 && sent[R_OVERHEAD] < 1000000, "overhead %u, resolution %u", (unsigned)sent[R_OVERHEAD],
          (unsigned)sent[R_RESOLUTION]);
    check_table(window, sent);
}

/* What lies in the window as the first word of the answer is not what was sent: a trip that brought nothing back. */
static void check_wrong(struct amp_window window) {
    struct side ping, pong;
    enum amp_status sent = AMP_MORE, back = AMP_MORE;
    run++;
    start(&ping, window, 0, 128, 0, 3, 0, 0);
    start(&pong, window, 1, 128, 0, 3, 0, 0);
    while (sent == AMP_MORE || back == AMP_MORE) {
        if (sent == AMP_MORE)
            sent = amp_job_step(&ping.job);
        bytes_of(window)[AT] ^= 1;
        if (back == AMP_MORE)
            back = amp_job_step(&pong.job);
    }
    CHECK(ping.job.result[R_DONE] == 3 && ping.job.result[R_WRONG] > 0, "wrong %u", (unsigned)ping.job.result[R_WRONG]);
}

/* Time is up before all trips are made: both end with what there is. */
static void check_short(struct amp_window window) {
    struct side ping, pong;
    run++;
    start(&ping, window, 0, 64, 0, 0x3FFFFFFF, 2000000, 0);
    start(&pong, window, 1, 64, 0, 0x3FFFFFFF, 2000000, 0);
    run_both(&ping, &pong, 0);
    const uint64_t done = ping.job.result[R_DONE];
    CHECK(done > 0 && done < 0x3FFFFFFF && pong.job.result[R_DONE] == done, "done %u and %u", (unsigned)done,
          (unsigned)pong.job.result[R_DONE]);
    CHECK(ping.job.result[R_LATE] == 0 && pong.job.result[R_LATE] == 0 && ping.job.result[R_TICKS] <= 2 * UINT64_C(2000000000), "late");
    check_table(window, ping.job.result);
}

static void check_alone(struct amp_window window, uint64_t role) {
    struct side side;
    run++;
    start(&side, window, role, 64, 2, 5, 0, 1);
    unsigned steps = 0;
    while (amp_job_step(&side.job) == AMP_MORE)
        CHECK(++steps < 10, "role %u waits on", (unsigned)role);
    CHECK(side.job.result[R_LATE] == 1 && side.job.result[R_DONE] == 0 && side.job.result[R_MIN] == 0, "late %u",
          (unsigned)side.job.result[R_LATE]);
}

/* Every value has one bucket, larger ones no smaller one, and a bucket's values lie within one part in 128. */
static void check_buckets(void) {
    uint32_t lowest = 0;
    for (uint64_t value = 1; value <= UINT32_MAX; value += value / 500 + 1) {
        const uint32_t bucket = amp_latency_bucket(value), before = amp_latency_bucket(value - 1);
        CHECK(bucket == before || bucket == before + 1 || value > 1000, "%u after %u", bucket, before);
        CHECK(bucket >= before && bucket < AMP_LATENCY_BUCKETS, "%u after %u", bucket, before);
        if (bucket != before)
            lowest = (uint32_t)value;
        CHECK(value - lowest <= value / 128 || value > 1000, "%u in the bucket of %u", (unsigned)value, lowest);
    }
    CHECK(amp_latency_bucket(255) == 255 && amp_latency_bucket(256) == 256 && amp_latency_bucket(258) == 257, "around 256");
    CHECK(amp_latency_bucket(UINT32_MAX) == AMP_LATENCY_BUCKETS - 1 && amp_latency_bucket(UINT64_MAX) == AMP_LATENCY_BUCKETS - 1,
          "the last");
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0xEE);
    for (int swap = 0; swap < 2; swap++) {
        check_threads(window, 4, 10, 20000, swap);
        check_threads(window, 8, 0, 1, swap);
        check_threads(window, 1028, 3, 300, swap);
        check_threads(window, 0x10000, 1, 20, swap);
    }
    check_wrong(window);
    check_short(window);
    check_alone(window, 0);
    check_alone(window, 1);
    check_buckets();
    free_window(window);
    printf("pingpong: 8 runs of two threads\n");
    return 0;
}
