/* Job bench: op width off len reps -> bytes ticks. Times the loops alone; what lies between two steps is not counted. Write and copy-out
 * leave their own bytes in the region. */
#include "fence.h"
#include "job_kind.h"
#include "port.h"
#include "ticks.h"
#include "window.h"

enum { OP, WIDTH, OFF, LEN, REPS };
enum { R_BYTES, R_TICKS };
enum op { OP_READ = 0, OP_WRITE = 1, OP_COPY_IN = 2, OP_COPY_OUT = 3, OP_COUNT };

/* The private side of a copy: small enough for the step's stack and for every level of cache, so that the region's side is what is timed.
 */
#define PRIVATE_BYTES 1024u
union private_side {
    uint8_t w8[PRIVATE_BYTES];
    uint16_t w16[PRIVATE_BYTES / 2];
    uint32_t w32[PRIVATE_BYTES / 4];
    uint64_t w64[PRIVATE_BYTES / 8];
    struct amp_pair w128[PRIVATE_BYTES / 16];
};

#define VALUE128 ((struct amp_pair){0xA5, 0xA5})
#define VALUE64 UINT64_C(0xA5)
#define VALUE32 UINT32_C(0xA5)
#define VALUE16 0xA5
#define VALUE8 0xA5

#define BENCH(bits)                                                                                                                        \
    static void bench##bits(enum op op, volatile uint8_t *p, size_t count, union private_side *side) {                                     \
        const size_t bytes = bits / 8;                                                                                                     \
        switch (op) {                                                                                                                      \
        case OP_READ:                                                                                                                      \
            _Pragma("GCC unroll 8") for (size_t i = 0; i < count; i++)(void) AMP_LD##bits(p + i * bytes);                                  \
            break;                                                                                                                         \
        case OP_WRITE:                                                                                                                     \
            _Pragma("GCC unroll 8") for (size_t i = 0; i < count; i++) AMP_ST##bits(p + i * bytes, VALUE##bits);                           \
            break;                                                                                                                         \
        case OP_COPY_IN:                                                                                                                   \
            _Pragma("GCC unroll 8") for (size_t i = 0; i < count; i++) side->w##bits[i] = AMP_LD##bits(p + i * bytes);                     \
            break;                                                                                                                         \
        default:                                                                                                                           \
            _Pragma("GCC unroll 8") for (size_t i = 0; i < count; i++) AMP_ST##bits(p + i * bytes, side->w##bits[i]);                      \
            break;                                                                                                                         \
        }                                                                                                                                  \
    }
BENCH(8)
BENCH(16)
BENCH(32)
BENCH(64)
BENCH(128)

static void run(enum op op, unsigned width, volatile uint8_t *p, size_t len, union private_side *side) {
    switch (width) {
    case 8:
        bench8(op, p, len, side);
        break;
    case 16:
        bench16(op, p, len / 2, side);
        break;
    case 32:
        bench32(op, p, len / 4, side);
        break;
    case 64:
        bench64(op, p, len / 8, side);
        break;
    default:
        bench128(op, p, len / 16, side);
        break;
    }
}

enum amp_status amp_bench_start(struct amp_job *job) {
    if (job->arg[OP] >= OP_COUNT || job->arg[LEN] == 0 || job->arg[REPS] == 0)
        return AMP_E_ARG;
    /* The total is a result and must not wrap; 2^62 bytes are years. */
    if (job->arg[REPS] > (UINT64_MAX >> 2) / job->arg[LEN])
        return AMP_E_ARG;
    return amp_window_elements(job->window, job->arg[OFF], job->arg[LEN], job->arg[WIDTH]);
}

enum { POS, REP }; /* state: position inside the range, repetitions done */

enum amp_status amp_bench_step(struct amp_job *job) {
    const enum op op = (enum op)job->arg[OP];
    const unsigned width = (unsigned)job->arg[WIDTH];
    const size_t most = op == OP_READ || op == OP_WRITE ? SIZE_MAX : PRIVATE_BYTES;
    size_t budget = (size_t)AMP_STEP_ACCESSES * (width / 8);
    union private_side side;
    for (unsigned i = 0; i < PRIVATE_BYTES / 8; i++)
        side.w64[i] = i; /* before the clock starts: it also brings the private side into the cache */
    const uint64_t start = amp_ticks();
    while (budget > 0 && job->state[REP] < job->arg[REPS]) {
        size_t len = (size_t)(job->arg[LEN] - job->state[POS]);
        if (len > budget)
            len = budget;
        if (len > most)
            len = most;
        run(op, width, amp_window_at(job->window, job->arg[OFF] + job->state[POS]), len, &side);
        budget -= len;
        job->done += len;
        job->state[POS] += len;
        if (job->state[POS] == job->arg[LEN]) {
            job->state[POS] = 0;
            job->state[REP]++;
        }
    }
    amp_dsb_sy(); /* posted stores are complete before the clock stops: otherwise a write would be timed into the write buffer only */
    job->result[R_TICKS] += amp_ticks() - start;
    job->result[R_BYTES] = job->done;
    return job->state[REP] < job->arg[REPS] ? AMP_MORE : AMP_OK;
}
