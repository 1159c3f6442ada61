/* Job stream: role ways ctl off size depth messages seed patience run -> sent taken lost corrupt first full empty ticks late.
 *
 * One ring a way, each with one producer and one consumer: from role 0 to role 1 where bit 0 of `ways` is set, back where bit 1 is. A ring
 * is `depth` slots of `size` bytes, each from a line of its own on; the ring of the way back lies behind the other's.
 *   producer: wait until fewer than depth messages are under way · slot[n mod depth] := message n · [DMB] · head := n + 1
 *   consumer: wait until head > n · [DMB] · load slot[n mod depth] · [DMB] · tail := n + 1
 * head and tail are in the line of the side that stores them: + 16 what it has sent, + 20 what it has taken, from the run's base.
 * A message: its number, the CRC-32 of number and payload, and the payload, which (seed, run, way, number) give: what an earlier run left
 * is no message of this one.
 *
 * sent, taken: messages. lost: slots that did not hold the message whose turn it was; corrupt: those that did, with another CRC. first: the
 * number of the first of either, plus one. full, empty: messages before which the producer, the consumer had to wait. ticks: from the first
 * meeting to the last message that this side took, or, where it takes none, sent. late: 1 when nothing moved for `patience` ticks, and the
 * job ended with what it had.
 */
#include "block.h"
#include "meeting.h"
#include "private.h"
#include "scratch.h"

enum { ROLE, WAYS, CTL, OFF, SIZE, DEPTH, MESSAGES, SEED, PATIENCE, RUN };
enum { R_SENT, R_TAKEN, R_LOST, R_CORRUPT, R_FIRST, R_FULL, R_EMPTY, R_TICKS, R_LATE };
enum { MEET_FIRST, WORK, MEET_LAST };
/* state: when the work began; the message of either way that is waited for already: its number + 1 */
enum { BEGAN = MEET_OWN, WAITED_FULL, WAITED_EMPTY };

enum { LINE = 64, HEAD = 16, TAIL = 20, NUMBER = 0, CHECK = 4, PAYLOAD = 8 };
enum { TABLES = 4, ENTRIES = 256, TABLES_BYTES = 4 * TABLES * ENTRIES };
#define SIZE_MIN UINT64_C(16)
#define SIZE_MAX_BYTES UINT64_C(8192)
#define DEPTH_MAX UINT64_C(4096)
#define MESSAGES_MAX UINT64_C(0x3FFFFFFF)
_Static_assert(TABLES_BYTES + SIZE_MAX_BYTES <= AMP_SCRATCH_BYTES, "no room for a message behind the tables of its CRC");

static uint64_t slot_bytes(const struct amp_job *job) {
    return (job->arg[SIZE] + LINE - 1) & ~(uint64_t)(LINE - 1);
}

static uint64_t ring_bytes(const struct amp_job *job) {
    return slot_bytes(job) * job->arg[DEPTH];
}

enum amp_status amp_stream_start(struct amp_job *job) {
    const uint64_t *const arg = job->arg;
    if (arg[WAYS] < 1 || arg[WAYS] > 3 || arg[SIZE] < SIZE_MIN || arg[SIZE] > SIZE_MAX_BYTES || arg[DEPTH] < 1 || arg[DEPTH] > DEPTH_MAX ||
        arg[MESSAGES] == 0 || arg[MESSAGES] > MESSAGES_MAX)
        return AMP_E_ARG;
    if (arg[SIZE] % 4 != 0)
        return AMP_E_ALIGN;
    return amp_meeting_arguments(job->window, arg[ROLE], arg[CTL], arg[OFF], 2 * ring_bytes(job));
}

/* Private memory of the job: the tables of the CRC, then a message. Fetched once a step, since it may be a call. */
struct private_side {
    uint8_t *tables, *message;
};

static struct private_side private_side(void) {
    uint8_t *const scratch = amp_scratch();
    return (struct private_side){scratch, scratch + TABLES_BYTES};
}

/* Tables of the reflected CRC-32 (0xEDB88320), four bytes at a time. */
static inline uint32_t entry(const uint8_t *tables, unsigned table, unsigned byte) {
    return amp_private_get32(tables + 4 * (ENTRIES * table + byte));
}

static void make_tables(uint8_t *tables) {
    for (unsigned byte = 0; byte < ENTRIES; byte++) {
        uint32_t crc = byte;
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
        amp_private_put32(tables + 4 * byte, crc);
    }
    for (unsigned table = 1; table < TABLES; table++)
        for (unsigned byte = 0; byte < ENTRIES; byte++) {
            const uint32_t before = entry(tables, table - 1, byte);
            amp_private_put32(tables + 4 * (ENTRIES * table + byte), before >> 8 ^ entry(tables, 0, before & 0xFF));
        }
}

static inline uint32_t crc_word(const uint8_t *tables, uint32_t crc, uint32_t word) {
    crc ^= word;
    return entry(tables, 3, crc & 0xFF) ^ entry(tables, 2, crc >> 8 & 0xFF) ^ entry(tables, 1, crc >> 16 & 0xFF) ^
           entry(tables, 0, crc >> 24);
}

/* Of the number and the payload, begun with the run's base. */
static uint32_t check_of(struct private_side side, uint32_t base, uint32_t size) {
    uint32_t crc = crc_word(side.tables, ~base, amp_private_get32(side.message + NUMBER));
    for (uint32_t at = PAYLOAD; at < size; at += 4)
        crc = crc_word(side.tables, crc, amp_private_get32(side.message + at));
    return ~crc;
}

static void make_message(const struct amp_job *job, struct private_side side, uint32_t base, uint32_t number) {
    const uint32_t size = (uint32_t)job->arg[SIZE];
    uint32_t word = (uint32_t)job->arg[SEED] + base + 2 * number + (uint32_t)job->arg[ROLE];
    uint32_t crc = crc_word(side.tables, ~base, number);
    amp_private_put32(side.message + NUMBER, number);
    for (uint32_t at = PAYLOAD; at < size; at += 4) {
        word = word * 1664525u + 1013904223u;
        crc = crc_word(side.tables, crc, word);
        amp_private_put32(side.message + at, word);
    }
    amp_private_put32(side.message + CHECK, ~crc);
}

/* Slot of a message on the way from `role`. */
static volatile uint8_t *slot(const struct amp_job *job, uint64_t role, uint64_t number) {
    return amp_window_at(job->window, job->arg[OFF] + role * ring_bytes(job) + number % job->arg[DEPTH] * slot_bytes(job));
}

static volatile uint8_t *word_of(const struct amp_job *job, uint64_t role, unsigned word) {
    return amp_meeting_line(job, job->arg[CTL], role) + word;
}

static int has_way(const struct amp_job *job, uint64_t from) {
    return job->arg[WAYS] >> from & 1;
}

/* Counts a message once that is waited for. */
static void waits(struct amp_job *job, unsigned state, unsigned result, uint64_t number) {
    if (job->state[state] == number + 1)
        return;
    job->state[state] = number + 1;
    job->result[result]++;
}

static int send(struct amp_job *job, struct private_side side, uint32_t base) {
    const uint64_t role = job->arg[ROLE], number = job->result[R_SENT];
    const uint32_t taken = AMP_LD32(word_of(job, 1 - role, TAIL)) - base;
    if ((uint32_t)number - taken >= job->arg[DEPTH]) {
        waits(job, WAITED_FULL, R_FULL, number);
        return 0;
    }
    /* The other side's loads of the slot were before its store of the tail, and these stores depend on that by control. */
    make_message(job, side, base, (uint32_t)number);
    amp_block_write(slot(job, role, number), side.message, (size_t)job->arg[SIZE], job->window.memory);
    /* A block write ends with a DMB SY: the message before the head, for the consumer. */
    AMP_ST32(word_of(job, role, HEAD), base + (uint32_t)number + 1);
    job->result[R_SENT]++;
    return 1;
}

static int take(struct amp_job *job, struct private_side side, uint32_t base) {
    const uint64_t role = job->arg[ROLE], number = job->result[R_TAKEN];
    /* A head that went back is none. */
    if ((int32_t)(AMP_LD32(word_of(job, 1 - role, HEAD)) - base - (uint32_t)number) <= 0) {
        waits(job, WAITED_EMPTY, R_EMPTY, number);
        return 0;
    }
    /* A block read begins with a DMB SY: the head seen before the message, for this side. */
    amp_block_read(side.message, slot(job, 1 - role, number), (size_t)job->arg[SIZE], job->window.memory);
    const int other = amp_private_get32(side.message + NUMBER) != (uint32_t)number;
    const int changed = !other && amp_private_get32(side.message + CHECK) != check_of(side, base, (uint32_t)job->arg[SIZE]);
    if ((other || changed) && job->result[R_FIRST] == 0)
        job->result[R_FIRST] = number + 1;
    job->result[R_LOST] += (uint64_t)other;
    job->result[R_CORRUPT] += (uint64_t)changed;
    /* The loads of the slot before the store of the tail, for the producer: it overwrites the slot once it sees it. */
    amp_dmb_sy();
    AMP_ST32(word_of(job, role, TAIL), base + (uint32_t)number + 1);
    job->result[R_TAKEN]++;
    return 1;
}

/* True when all messages are through, on this side. */
static int work(struct amp_job *job, uint32_t base) {
    const struct private_side side = private_side();
    const uint64_t role = job->arg[ROLE], to_send = has_way(job, role) ? job->arg[MESSAGES] : 0;
    const uint64_t to_take = has_way(job, 1 - role) ? job->arg[MESSAGES] : 0;
    uint32_t budget = AMP_STEP_ACCESSES / ((uint32_t)job->arg[SIZE] / 4 + 16) + 1, spins = AMP_STEP_SPINS;
    while (budget > 0) {
        int moved = 0;
        if (job->result[R_SENT] < to_send)
            moved |= send(job, side, base);
        if (job->result[R_TAKEN] < to_take) {
            moved |= take(job, side, base);
            if (job->result[R_TAKEN] == to_take)
                job->result[R_TICKS] = amp_ticks() - job->state[BEGAN];
        }
        job->done = job->result[R_SENT] + job->result[R_TAKEN];
        if (job->result[R_SENT] == to_send && job->result[R_TAKEN] == to_take) {
            if (to_take == 0)
                job->result[R_TICKS] = amp_ticks() - job->state[BEGAN];
            return 1;
        }
        if (moved) {
            budget--;
            amp_patience_renew(job);
        } else {
            if (spins-- == 0)
                return 0;
            amp_relax();
        }
    }
    return 0;
}

static void prepare(struct amp_job *job, uint32_t base) {
    AMP_ST32(word_of(job, job->arg[ROLE], HEAD), base);
    AMP_ST32(word_of(job, job->arg[ROLE], TAIL), base);
    make_tables(private_side().tables);
}

enum amp_status amp_stream_step(struct amp_job *job) {
    const uint32_t base = amp_counter_base(job->arg[RUN]);
    int over;
    (void)amp_ticks(); /* ticks.h: in every step, so that a counter which wraps can be extended */
    if (job->state[MEET_PHASE] == MEET_FIRST && job->state[MEET_POSTED] == 0)
        prepare(job, base);
    if (job->state[MEET_PHASE] == WORK)
        over = work(job, base);
    else
        over = amp_meet(job, job->arg[CTL], job->arg[ROLE], base, AMP_STEP_SPINS);
    if (over && job->state[MEET_PHASE] == MEET_FIRST)
        job->state[BEGAN] = amp_ticks();
    if (over)
        return job->state[MEET_PHASE]++ == MEET_LAST ? AMP_OK : AMP_MORE;
    if (!amp_patience_out(job, job->arg[PATIENCE]))
        return AMP_MORE;
    job->result[R_LATE] = 1;
    return AMP_OK;
}
