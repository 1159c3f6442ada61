/* Job blockbench: op way off len reps -> bytes ticks. Times one call of a block operation after the other: ours, or what it is measured
 * against, each with the one fence that libmetal has. A call moves `len` bytes, or as many of them at a time as the private side holds. */
#include "block.h"
#include "fence.h"
#include "job_kind.h"
#include "port.h"
#include "scratch.h"
#include "ticks.h"
#include "window.h"

enum { OP, WAY, OFF, LEN, REPS };
enum { R_BYTES, R_TICKS };
enum { OP_READ = 0, OP_WRITE = 1, OP_COUNT };
enum { WAY_BLOCK = 0, WAY_LOOP = 1, WAY_LIBMETAL = 2, WAY_COUNT };
enum { POS, REP }; /* state: position inside the range, repetitions done */

/* A hand-written loop of the widest aligned access; both sides at multiples of 16, whole elements. */
AMP_IN_ONE_PAGE(512) static void loop_read(void *to, const volatile void *from, size_t len, enum amp_memory memory) {
    struct amp_pair *dst = to;
    const volatile uint8_t *src = from;
    (void)memory;
    amp_dmb_sy();
#pragma GCC unroll 4
    for (size_t i = 0; i < len / 16; i++)
        dst[i] = AMP_LD128(src + 16 * i);
}

AMP_IN_ONE_PAGE(512) static void loop_write(volatile void *to, const void *from, size_t len, enum amp_memory memory) {
    volatile uint8_t *dst = to;
    const struct amp_pair *src = from;
    (void)memory;
#pragma GCC unroll 4
    for (size_t i = 0; i < len / 16; i++)
        AMP_ST128(dst + 16 * i, src[i]);
    amp_dmb_sy();
}

/* libmetal's algorithm: bytes until both pointers are multiples of 4, then words, then the bytes that are left. */
AMP_IN_ONE_PAGE(512) static void libmetal_read(void *to, const volatile void *from, size_t len, enum amp_memory memory) {
    uint8_t *dst = to;
    const volatile uint8_t *src = from;
    (void)memory;
    amp_dmb_sy();
    for (; len > 0 && (((uintptr_t)dst | (uintptr_t)src) & 3) != 0; len--)
        *dst++ = AMP_LD8(src++);
    for (; len >= 4; dst += 4, src += 4, len -= 4)
        *(uint32_t *)(void *)dst = AMP_LD32(src);
    for (; len > 0; len--)
        *dst++ = AMP_LD8(src++);
}

AMP_IN_ONE_PAGE(512) static void libmetal_write(volatile void *to, const void *from, size_t len, enum amp_memory memory) {
    volatile uint8_t *dst = to;
    const uint8_t *src = from;
    (void)memory;
    for (; len > 0 && (((uintptr_t)dst | (uintptr_t)src) & 3) != 0; len--)
        AMP_ST8(dst++, *src++);
    for (; len >= 4; dst += 4, src += 4, len -= 4)
        AMP_ST32(dst, *(const uint32_t *)(const void *)src);
    for (; len > 0; len--)
        AMP_ST8(dst++, *src++);
    amp_dmb_sy();
}

typedef void reader(void *to, const volatile void *from, size_t len, enum amp_memory memory);
typedef void writer(volatile void *to, const void *from, size_t len, enum amp_memory memory);
static reader *const readers[] = {amp_block_read, loop_read, libmetal_read};
static writer *const writers[] = {amp_block_write, loop_write, libmetal_write};

enum amp_status amp_blockbench_start(struct amp_job *job) {
    const uint64_t *arg = job->arg;
    if (arg[OP] >= OP_COUNT || arg[WAY] >= WAY_COUNT || arg[LEN] == 0 || arg[REPS] == 0 || arg[REPS] > (UINT64_MAX >> 2) / arg[LEN])
        return AMP_E_ARG;
    if (arg[WAY] == WAY_LOOP && ((arg[OFF] | arg[LEN]) & 15) != 0)
        return AMP_E_ALIGN;
    return amp_window_range(job->window, arg[OFF], arg[LEN]);
}

enum amp_status amp_blockbench_step(struct amp_job *job) {
    const uint64_t *arg = job->arg;
    uint8_t *const own = amp_scratch();
    const enum amp_memory memory = job->window.memory;
    const uint64_t start = amp_ticks();
    for (uint64_t spent = 0; spent < AMP_STEP_ACCESSES * 4 && job->state[REP] < arg[REPS];) {
        volatile uint8_t *const mapped = amp_window_at(job->window, arg[OFF] + job->state[POS]);
        const uint64_t left = arg[LEN] - job->state[POS];
        const size_t len = (size_t)(left < AMP_SCRATCH_BYTES ? left : AMP_SCRATCH_BYTES);
        if (arg[OP] == OP_READ)
            readers[arg[WAY]](own, mapped, len, memory);
        else
            writers[arg[WAY]](mapped, own, len, memory);
        spent += len;
        job->state[POS] += len;
        if (job->state[POS] == arg[LEN]) {
            job->state[POS] = 0;
            job->state[REP]++;
        }
        job->done += len;
    }
    amp_dsb_sy(); /* posted stores are complete before the clock stops */
    job->result[R_TICKS] += amp_ticks() - start;
    job->result[R_BYTES] = job->done;
    return job->state[REP] < arg[REPS] ? AMP_MORE : AMP_OK;
}
