/* Job pingpong: role ctl off len warm trips most table patience run -> done min max late wrong overhead resolution ticks.
 *
 * Trip n = 1 …, counters are base + n, modulo 2^32. A payload of `len` bytes is a block of 32-bit words of which the last is the counter,
 * which is stored last; so 4 bytes are the counter alone.
 *   role 0: stamp · words of ping · [DMB] · last word of ping := counter · wait for the last word of pong · [DMB] · words of pong · stamp
 *   role 1: wait for the last word of ping · [DMB] · words of ping · words of pong · [DMB] · last word of pong := counter
 * Ping lies at off, pong behind it at the next line. Each side loads all of what it is sent, into private memory: that is part of a trip.
 *
 * The first `warm` trips count for nothing. Of the others role 0 keeps the distribution (latency_table.h) in private memory, and at the
 * end stores it at `table`, one 32-bit count a bucket, where either side may read it. min and max are exact, in ticks of role 0's clock;
 * so is `ticks`, the time of all trips that count. overhead: the least that two stamps in a row are apart; resolution: the least that
 * two stamps which differ are apart. It makes fewer trips than asked when `most` ticks have gone by, and fewer warm ones when a tenth of
 * that has; 0: never. wrong: trips in which the first word received was not the counter. late: 1 when the other side did not answer for
 * `patience` ticks, and the job ended with what it had.
 */
#include "block.h"
#include "latency_table.h"
#include "meeting.h"
#include "private.h"
#include "scratch.h"

enum { ROLE, CTL, OFF, LEN, WARM, TRIPS, MOST, TABLE, PATIENCE, RUN };
enum { R_DONE, R_MIN, R_MAX, R_LATE, R_WRONG, R_OVERHEAD, R_RESOLUTION, R_TICKS };
enum { MEET_FIRST, WORK, MEET_LAST };
/* state: when the trip began that is under way; 0: none is; when the first did; the warm trips that
 * were made or are to be */
enum { SENT = MEET_OWN, BEGAN, WARM_TRIPS };

#define LINE 64u
#define LEN_MAX UINT64_C(0x10000)
#define TRIPS_MAX UINT64_C(0x3FFFFFFF)
#define TABLE_BYTES (4 * AMP_LATENCY_BUCKETS)
/* What a payload is loaded into, piece by piece, behind the distribution. */
#define PIECE ((AMP_SCRATCH_BYTES - TABLE_BYTES) & ~(LINE - 1))
_Static_assert(AMP_SCRATCH_BYTES >= TABLE_BYTES + 1024, "no room for a piece of the payload");
enum { STAMPS = 256 };

static uint64_t pong_off(const struct amp_job *job) {
    return job->arg[OFF] + ((job->arg[LEN] + LINE - 1) & ~(uint64_t)(LINE - 1));
}

enum amp_status amp_pingpong_start(struct amp_job *job) {
    const uint64_t *const arg = job->arg;
    if (arg[LEN] < 4 || arg[LEN] > LEN_MAX || arg[TRIPS] == 0 || arg[TRIPS] > TRIPS_MAX || arg[WARM] > TRIPS_MAX)
        return AMP_E_ARG;
    if (arg[LEN] % 4 != 0 || arg[TABLE] % LINE != 0)
        return AMP_E_ALIGN;
    const uint64_t both = pong_off(job) - arg[OFF] + arg[LEN];
    const enum amp_status status = amp_meeting_arguments(job->window, arg[ROLE], arg[CTL], arg[OFF], both);
    if (status != AMP_OK)
        return status;
    if (amp_window_range(job->window, arg[TABLE], TABLE_BYTES) != AMP_OK)
        return AMP_E_RANGE;
    const int in_data = arg[TABLE] < arg[OFF] + both && arg[OFF] < arg[TABLE] + TABLE_BYTES;
    const int in_control = arg[TABLE] < arg[CTL] + AMP_CTL_BYTES && arg[CTL] < arg[TABLE] + TABLE_BYTES;
    return in_data || in_control ? AMP_E_ARG : AMP_OK;
}

/* The private side of a payload. */
static uint8_t *piece(void) {
    return amp_scratch() + TABLE_BYTES;
}

static uint32_t count_at(uint32_t bucket) {
    return amp_private_get32(amp_scratch() + 4 * bucket);
}

static void keep(struct amp_job *job, uint64_t ticks) {
    const uint32_t bucket = amp_latency_bucket(ticks);
    amp_private_put32(amp_scratch() + 4 * bucket, count_at(bucket) + 1);
    if (ticks < job->result[R_MIN])
        job->result[R_MIN] = ticks;
    if (ticks > job->result[R_MAX])
        job->result[R_MAX] = ticks;
    job->result[R_TICKS] += ticks;
    job->result[R_DONE]++;
}

/* What a stamp costs and how fine it is: both are part of every figure. */
static void time_stamps(struct amp_job *job) {
    uint64_t overhead = UINT64_MAX, resolution = UINT64_MAX;
    for (unsigned i = 0; i < STAMPS; i++) {
        const uint64_t first = amp_ticks();
        uint64_t next = amp_ticks();
        if (next - first < overhead)
            overhead = next - first;
        for (unsigned most = STAMPS; next == first && most > 0; most--)
            next = amp_ticks();
        if (next != first && next - first < resolution)
            resolution = next - first;
    }
    job->result[R_OVERHEAD] = overhead;
    job->result[R_RESOLUTION] = resolution == UINT64_MAX ? 0 : resolution;
}

/* All of a payload but its last word. */
static size_t front_bytes(const struct amp_job *job) {
    return (size_t)job->arg[LEN] - 4;
}

static volatile uint8_t *last_word(const struct amp_job *job, uint64_t off) {
    return amp_window_at(job->window, off + job->arg[LEN] - 4);
}

/* The last words of both payloads, found before a step's first trip. */
struct words {
    volatile uint8_t *ping, *pong;
};

static struct words last_words(const struct amp_job *job) {
    return (struct words){.ping = last_word(job, job->arg[OFF]), .pong = last_word(job, pong_off(job))};
}

static void send(struct amp_job *job, const struct words *words, uint32_t counter) {
    volatile uint8_t *const ping = amp_window_at(job->window, job->arg[OFF]);
    const size_t len = front_bytes(job);
    if (len > 0)
        amp_private_put32(piece(), counter);
    for (size_t at = 0; at < len; at += PIECE)
        amp_block_write(ping + at, piece(), len - at < PIECE ? len - at : PIECE, job->window.memory);
    /* A block write ends with a DMB SY: the payload before the counter, for whoever sees the counter. */
    AMP_ST32(words->ping, counter);
}

static void receive(struct amp_job *job, uint32_t counter) {
    const volatile uint8_t *const pong = amp_window_at(job->window, pong_off(job));
    const size_t len = front_bytes(job);
    /* A block read begins with a DMB SY: the counter seen before the payload, for this side. From the end, so that the first word stays. */
    for (size_t left = len; left > 0;) {
        const size_t part = left % PIECE != 0 ? left % PIECE : PIECE;
        left -= part;
        amp_block_read(piece(), pong + left, part, job->window.memory);
    }
    if (len > 0 && amp_private_get32(piece()) != counter)
        job->result[R_WRONG]++;
}

static void echo(struct amp_job *job, const struct words *words, uint32_t counter) {
    const volatile uint8_t *const ping = amp_window_at(job->window, job->arg[OFF]);
    volatile uint8_t *const pong = amp_window_at(job->window, pong_off(job));
    const size_t len = front_bytes(job);
    for (size_t at = 0; at < len; at += PIECE) {
        const size_t part = len - at < PIECE ? len - at : PIECE;
        amp_block_read(piece(), ping + at, part, job->window.memory);
        amp_block_write(pong + at, piece(), part, job->window.memory);
    }
    AMP_ST32(words->pong, counter);
}

/* Of a stamp that is kept, so that none is 0: no clock gets that far. */
#define UNDER_WAY (UINT64_C(1) << 63)

/* Turns of waiting after which a step ends between two trips, where the pause is in no figure of this side. One trip is waited for as long
 * as any job waits (AMP_STEP_SPINS). */
#define SPINS 50000u

/* Trips that a step makes at the most: by accesses at 8 bytes, on both sides the same. */
static uint32_t trips_of_step(const struct amp_job *job) {
    return AMP_STEP_ACCESSES / ((uint32_t)job->arg[LEN] / 4 + 16) + 1;
}

static int arrived(const volatile uint8_t *word, uint32_t counter, uint32_t *spent) {
    for (uint32_t spins = 0; AMP_LD32(word) != counter; amp_relax()) {
        (*spent)++;
        if (++spins == AMP_STEP_SPINS)
            return 0;
    }
    return 1;
}

/* True when all trips are made, false when the step is over. */
static int ping(struct amp_job *job, uint32_t base) {
    const struct words words = last_words(job);
    const uint64_t most = job->arg[MOST];
    uint32_t spent = 0;
    for (uint32_t budget = trips_of_step(job); job->result[R_DONE] < job->arg[TRIPS] && budget > 0 && spent < SPINS; budget--) {
        const uint32_t counter = base + (uint32_t)job->done + 1;
        if (job->state[SENT] == 0) {
            job->state[SENT] = amp_ticks() | UNDER_WAY;
            if (job->done == 0)
                job->state[BEGAN] = job->state[SENT];
            send(job, &words, counter);
        }
        if (!arrived(words.pong, counter, &spent))
            return 0;
        receive(job, counter);
        const uint64_t now = amp_ticks();
        if (job->done++ >= job->state[WARM_TRIPS])
            keep(job, (now | UNDER_WAY) - job->state[SENT]);
        job->state[SENT] = 0;
        amp_patience_renew(job);
        const uint64_t since = (now | UNDER_WAY) - job->state[BEGAN];
        if (most != 0 && since >= most / 10 && job->done < job->state[WARM_TRIPS])
            job->state[WARM_TRIPS] = job->done;
        if (most != 0 && since >= most)
            return 1;
    }
    return job->result[R_DONE] == job->arg[TRIPS];
}

static int pong(struct amp_job *job, uint32_t base) {
    const struct words words = last_words(job);
    const uint64_t all = job->arg[WARM] + job->arg[TRIPS];
    uint32_t spent = 0;
    for (uint32_t budget = trips_of_step(job); job->done < all && budget > 0 && spent < SPINS; budget--) {
        const uint32_t counter = base + (uint32_t)job->done + 1;
        if (!arrived(words.ping, counter, &spent))
            /* It comes to the next meeting when it has made its last trip, perhaps before all of them. */
            return amp_meeting_theirs(amp_meeting_line(job, job->arg[CTL], 0), job, base);
        echo(job, &words, counter);
        job->result[R_DONE] = ++job->done;
        amp_patience_renew(job);
    }
    return job->done == all;
}

/* Once, before the first trip. */
static void prepare(struct amp_job *job, uint32_t base) {
    /* Neither word is a counter of this run that the other waits for. */
    AMP_ST32(last_word(job, job->arg[ROLE] == 0 ? job->arg[OFF] : pong_off(job)), base);
    for (uint32_t bucket = 0; bucket < AMP_LATENCY_BUCKETS; bucket++)
        amp_private_put32(amp_scratch() + 4 * bucket, 0);
    job->result[R_MIN] = UINT64_MAX;
    job->state[WARM_TRIPS] = job->arg[WARM];
    if (job->arg[ROLE] == 0)
        time_stamps(job);
}

static void end(struct amp_job *job) {
    if (job->result[R_DONE] == 0 || job->arg[ROLE] != 0)
        job->result[R_MIN] = 0;
    if (job->arg[ROLE] == 0)
        amp_block_write(amp_window_at(job->window, job->arg[TABLE]), amp_scratch(), TABLE_BYTES, job->window.memory);
}

enum amp_status amp_pingpong_step(struct amp_job *job) {
    const uint32_t base = amp_counter_base(job->arg[RUN]);
    int over;
    if (job->state[MEET_PHASE] == MEET_FIRST && job->state[MEET_POSTED] == 0)
        prepare(job, base);
    if (job->state[MEET_PHASE] == WORK)
        over = job->arg[ROLE] == 0 ? ping(job, base) : pong(job, base);
    else
        over = amp_meet(job, job->arg[CTL], job->arg[ROLE], base, AMP_STEP_SPINS);
    if (over && job->state[MEET_PHASE]++ != MEET_LAST)
        return AMP_MORE;
    if (!over && !amp_patience_out(job, job->arg[PATIENCE]))
        return AMP_MORE;
    job->result[R_LATE] = !over;
    end(job);
    return AMP_OK;
}
