/* Job align: op width least most off seed -> cases bytes mismatches first_case first_off expected got ticks. The block operations of
 * block.h, for every alignment of source and destination modulo 16, at every length from `least` to `most`. Each case fills an area of the
 * window and one of private memory, runs the operation once, and looks at every byte of both, the 16 guard bytes on either side included.
 * The area is filled and read byte by byte: no case is judged by the routine under test. */
#include <stdbool.h>

#include "block.h"
#include "fence.h"
#include "job_kind.h"
#include "pattern.h"
#include "port.h"
#include "scratch.h"
#include "ticks.h"
#include "window.h"

enum { OP, WIDTH, LEAST, MOST, OFF, SEED };
enum { R_CASES, R_BYTES, R_MISMATCHES, R_FIRST_CASE, R_FIRST_OFF, R_EXPECTED, R_GOT, R_TICKS };
enum { OP_READ = 0, OP_WRITE = 1, OP_SET = 2, OP_COUNT };
enum { INDEX }; /* state: the next case */

enum { GUARD = 16, ALIGNMENTS = 16 };

/* Guard, alignment, block, guard. */
#define AREA(len) (2 * GUARD + ALIGNMENTS + (len))
/* Byte by byte a case touches its area three times, in one go: 50000 accesses at most, so that a step stays short on uncached memory. */
#define LONGEST (AMP_STEP_ACCESSES / 2 - AREA(0))
_Static_assert(AREA(LONGEST) <= AMP_SCRATCH_BYTES, "private memory holds a case");

struct trial {
    volatile uint8_t *mapping;
    uint8_t *own;
    unsigned source, destination, salt;
    size_t len;
    unsigned at, at_own; /* of the block in the mapping's area and in private memory */
    bool legal;          /* the forced width allows it; if not, nothing may move */
};

/* What is there before: bit 7 tells the mapping from private memory, so that a byte which was not moved never looks as if it was. */
static uint8_t mapping_byte(const struct trial *trial, size_t i) {
    return (uint8_t)((trial->salt + i * 7) & 0x7f);
}

static uint8_t own_byte(const struct trial *trial, size_t i) {
    return (uint8_t)((trial->salt + i * 5) | 0x80);
}

static uint8_t set_byte(const struct trial *trial) {
    return (uint8_t)((trial->salt + trial->source * 11) | 0x80);
}

static struct trial next_trial(const struct amp_job *job) {
    const uint64_t index = job->state[INDEX];
    struct trial trial = {
        .mapping = amp_window_at(job->window, job->arg[OFF]),
        .own = amp_scratch(),
        .source = index % ALIGNMENTS,
        .destination = index / ALIGNMENTS % ALIGNMENTS,
        .salt = (unsigned)amp_mix64(job->arg[SEED] + index),
        .len = (size_t)(job->arg[LEAST] + index / (ALIGNMENTS * ALIGNMENTS)),
    };
    const bool in = job->arg[OP] == OP_READ;
    const unsigned bytes = job->arg[WIDTH] == 0 ? 1 : (unsigned)job->arg[WIDTH] / 8;
    trial.at = GUARD + (in ? trial.source : trial.destination);
    trial.at_own = GUARD + (in ? trial.destination : trial.source);
    trial.legal = ((trial.at | trial.len) & (bytes - 1)) == 0;
    return trial;
}

static enum amp_status move(const struct amp_job *job, const struct trial *trial) {
    volatile uint8_t *const mapped = trial->mapping + trial->at;
    uint8_t *const own = trial->own + trial->at_own;
    const unsigned width = (unsigned)job->arg[WIDTH];
    const enum amp_memory memory = job->window.memory;
    switch (job->arg[OP]) {
    case OP_READ:
        if (width != 0)
            return amp_block_read_width(own, mapped, trial->len, width);
        amp_block_read(own, mapped, trial->len, memory);
        return AMP_OK;
    case OP_WRITE:
        if (width != 0)
            return amp_block_write_width(mapped, own, trial->len, width);
        amp_block_write(mapped, own, trial->len, memory);
        return AMP_OK;
    default:
        if (width != 0)
            return amp_block_set_width(mapped, set_byte(trial), trial->len, width);
        amp_block_set(mapped, set_byte(trial), trial->len, memory);
        return AMP_OK;
    }
}

/* `side`: 0 the mapping, 1 private memory, 2 the status that the operation returned. */
static void compare(struct amp_job *job, const struct trial *trial, unsigned side, size_t off, uint64_t expected, uint64_t got) {
    if (expected == got || job->result[R_MISMATCHES]++ != 0)
        return;
    job->result[R_FIRST_CASE] = (uint64_t)side << 56 | (uint64_t)trial->len << 16 | trial->destination << 8 | trial->source;
    job->result[R_FIRST_OFF] = off;
    job->result[R_EXPECTED] = expected;
    job->result[R_GOT] = got;
}

static void judge(struct amp_job *job, const struct trial *trial) {
    const size_t moved = trial->legal ? trial->len : 0;
    for (size_t i = 0; i < AREA(trial->len); i++) {
        uint8_t mapped = mapping_byte(trial, i);
        uint8_t own = own_byte(trial, i);
        if (job->arg[OP] == OP_READ && i - trial->at_own < moved)
            own = mapping_byte(trial, i - trial->at_own + trial->at);
        if (job->arg[OP] != OP_READ && i - trial->at < moved)
            mapped = job->arg[OP] == OP_SET ? set_byte(trial) : own_byte(trial, i - trial->at + trial->at_own);
        compare(job, trial, 0, i, mapped, AMP_LD8(trial->mapping + i));
        compare(job, trial, 1, i, own, trial->own[i]);
    }
}

enum amp_status amp_align_start(struct amp_job *job) {
    const uint64_t *arg = job->arg;
    if (arg[OP] >= OP_COUNT || (arg[WIDTH] != 0 && !amp_width_known(arg[WIDTH])) || arg[LEAST] > arg[MOST] || arg[MOST] > LONGEST)
        return AMP_E_ARG;
    if (arg[OFF] % 64 != 0)
        return AMP_E_ALIGN;
    return amp_window_range(job->window, arg[OFF], AREA(arg[MOST]));
}

enum amp_status amp_align_step(struct amp_job *job) {
    const uint64_t cases = (job->arg[MOST] - job->arg[LEAST] + 1) * ALIGNMENTS * ALIGNMENTS;
    const uint64_t start = amp_ticks();
    for (size_t spent = 0; spent < AMP_STEP_ACCESSES && job->state[INDEX] < cases; job->state[INDEX]++) {
        const struct trial trial = next_trial(job);
        for (size_t i = 0; i < AREA(trial.len); i++) {
            AMP_ST8(trial.mapping + i, mapping_byte(&trial, i));
            trial.own[i] = own_byte(&trial, i);
        }
        const enum amp_status status = move(job, &trial);
        compare(job, &trial, 2, 0, (uint64_t)(int64_t)(trial.legal ? AMP_OK : AMP_E_ALIGN), (uint64_t)(int64_t)status);
        judge(job, &trial);
        job->result[R_BYTES] += trial.legal ? trial.len : 0;
        spent += 3 * AREA(trial.len);
    }
    job->result[R_TICKS] += amp_ticks() - start;
    job->result[R_CASES] = job->done = job->state[INDEX];
    return job->state[INDEX] < cases ? AMP_MORE : AMP_OK;
}
