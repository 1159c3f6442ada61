/* A distribution of ticks in fixed memory, as HdrHistogram has it with two significant digits: 128 buckets to each power of two, so that a
 * value differs from its bucket's by less than one part in 128; below 256 every value has its own. */
#ifndef AMP_LATENCY_TABLE_H
#define AMP_LATENCY_TABLE_H

#include <stdint.h>

#define AMP_LATENCY_HALF 128u /* buckets of a power of two */
#define AMP_LATENCY_BUCKETS (AMP_LATENCY_HALF * (32u - 8u) + 2u * AMP_LATENCY_HALF)

/* Bucket of so many ticks. What is longer than 2^32 - 1 of them is in the last one. */
static inline uint32_t amp_latency_bucket(uint64_t ticks) {
    const uint32_t value = ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX;
    if (value < 2 * AMP_LATENCY_HALF)
        return value;
    const uint32_t shift = 31 - 7 - (uint32_t)__builtin_clz(value);
    return shift * AMP_LATENCY_HALF + (value >> shift);
}

#endif
