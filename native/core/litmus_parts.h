/* What the files of job litmus share. */
#ifndef AMP_LITMUS_PARTS_H
#define AMP_LITMUS_PARTS_H

#include "litmus.h"
#include "pattern.h"
#include "port.h"
#include "ticks.h"
#include "window.h"

enum {
    LITMUS_ROLE,
    LITMUS_ROLES,
    LITMUS_CTL,
    LITMUS_OFF,
    LITMUS_LEN,
    LITMUS_ITERATIONS,
    LITMUS_SEED,
    LITMUS_MODE,
    LITMUS_SKEW,
    LITMUS_DELAY,
    LITMUS_GROUP,
    LITMUS_PRELOAD,
    LITMUS_RUN
};
enum amp_litmus_mode { AMP_LITMUS_USER = 0, AMP_LITMUS_USERFENCE = 1, AMP_LITMUS_TIMEBASE = 2, AMP_LITMUS_NONE = 3, AMP_LITMUS_MODE_COUNT };

/* The control block: role r writes its own line of 64 bytes and no other. +0 counts the rendezvous around the parts of a batch, +4 those of
 * single iterations (timebase). Both start from a base derived from `run`. */
#define AMP_LITMUS_CTL_BYTES (64u * AMP_LITMUS_ROLES)
enum { AMP_LITMUS_COARSE = 0, AMP_LITMUS_FINE = 4 };

/* What a step may still do before it returns. */
struct amp_litmus_budget {
    uint32_t iterations;
    uint32_t spins; /* turns of waiting and of skew in all */
};

static inline volatile uint8_t *amp_litmus_line(const struct amp_job *job, unsigned role) {
    return amp_window_at(job->window, job->arg[LITMUS_CTL] + 64u * role);
}

/* True when every other role has announced `value`, or the next one already: none can be further ahead, since we have not announced more.
 */
static inline int amp_litmus_all_at(const struct amp_job *job, unsigned word, uint32_t value) {
    for (unsigned r = 0; r < job->arg[LITMUS_ROLES]; r++)
        if (r != job->arg[LITMUS_ROLE] && AMP_LD32(amp_litmus_line(job, r) + word) - value > 1)
            return 0;
    return 1;
}

/* The order of a batch's cells: a bijection on [0, cells), since each of its steps is one modulo a power of two. */
static inline uint32_t amp_litmus_cell(const struct amp_litmus_order *order, uint32_t i) {
    const uint32_t x = ((i ^ order->flip) * order->multiply + order->add) & order->mask;
    return x ^ (x >> order->fold);
}

/* Xorshift: 32 bits, since one of the cores has no others. Never 0 from a seed that is not. */
static inline uint32_t amp_litmus_random(uint32_t x) {
    x ^= x << 13;
    x ^= x >> 17;
    return x ^ x << 5;
}

static inline uint32_t amp_litmus_digest(uint32_t digest, uint32_t cell, uint32_t random) {
    return (digest ^ cell ^ random) * 0x01000193u;
}

/* Where role `role`'s share of `n` iterations begins; that of the next role is where it ends. Whole stretches, so that a line of outs is
 * one role's to read. */
static inline uint32_t amp_litmus_share(uint32_t n, uint32_t role, uint32_t roles) {
    return n * role / roles;
}

void amp_litmus_batch(struct amp_job *job);
void amp_litmus_initialise(struct amp_job *job);
void amp_litmus_preload(const struct amp_job *job);
/* False: not at the end of the batch yet. */
int amp_litmus_iterate(struct amp_job *job, struct amp_litmus_budget *budget);
void amp_litmus_publish(struct amp_job *job);
void amp_litmus_gather(struct amp_job *job);

#endif
