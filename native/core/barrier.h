/* The `barrier` argument of jobs.def: which fence stands on each side of a publication. */
#ifndef AMP_BARRIER_H
#define AMP_BARRIER_H

#include <stdint.h>

#include "fence.h"

enum amp_barrier { AMP_BARRIER_NONE = 0, AMP_BARRIER_SY = 1, AMP_BARRIER_OSH = 2, AMP_BARRIER_ST_LD = 3, AMP_BARRIER_COUNT };

/* Producing side: the data stores before it are observed by the other side before the flag store after it. */
static inline void amp_barrier_publish(uint64_t barrier) {
    switch (barrier) {
    case AMP_BARRIER_SY:
        amp_dmb_sy();
        break;
    case AMP_BARRIER_OSH:
        amp_dmb_osh();
        break;
    case AMP_BARRIER_ST_LD:
        amp_dmb_st();
        break;
    default: /* none: the hardware may reorder, the compiler still may not */
        amp_compiler_barrier();
        break;
    }
}

/* Consuming side: the loads before it (flag, or the block under verify) are performed before any access after it. */
static inline void amp_barrier_observe(uint64_t barrier) {
    switch (barrier) {
    case AMP_BARRIER_SY:
        amp_dmb_sy();
        break;
    case AMP_BARRIER_OSH:
        amp_dmb_osh();
        break;
    case AMP_BARRIER_ST_LD:
        amp_dmb_ld();
        break;
    default:
        amp_compiler_barrier();
        break;
    }
}

#endif
