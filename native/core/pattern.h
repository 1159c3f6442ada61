/* The patterns of jobs.def as functions of position. A pattern is defined on the 64-bit little-endian words at 8-byte aligned offsets of
 * the region; an element of 8, 16 or 32 bits is its piece of that word, one of 128 bits is two of them. So the bytes do not depend on the
 * width: what one side fills by bytes the other may verify by LDP.
 *
 *  0 address        each 32-bit word is its own offset + seed
 *  1 random         mix64(seed + index * 0xD1B54A32D192ED03), index = offset / 8
 *  2 constant       seed
 *  3 walking one    1 << ((index + seed) mod 64)
 *  4 checkerboard   0x5555… and 0xAAAA… by turns, the other way round when seed is odd
 *  5 inverse        ~ of 0
 *  6 walking zero   ~ of 3
 */
#ifndef AMP_PATTERN_H
#define AMP_PATTERN_H

#include <stdint.h>

enum amp_pattern {
    AMP_PATTERN_ADDRESS = 0,
    AMP_PATTERN_RANDOM = 1,
    AMP_PATTERN_CONSTANT = 2,
    AMP_PATTERN_WALKING_ONE = 3,
    AMP_PATTERN_CHECKERBOARD = 4,
    AMP_PATTERN_INVERSE = 5,
    AMP_PATTERN_WALKING_ZERO = 6,
    AMP_PATTERN_COUNT
};

/* From a word of pattern random to the next, before it is mixed. Odd: it comes to every value once. */
#define AMP_PATTERN_STEP UINT64_C(0xD1B54A32D192ED03)

/* The finaliser of splitmix64: a bijection, every input bit reaches every output bit. */
static inline uint64_t amp_mix64(uint64_t x) {
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* The word at `off`, a multiple of 8. */
static inline uint64_t amp_pattern_word(uint32_t pattern, uint64_t seed, uint64_t off) {
    const uint64_t index = off >> 3;
    switch (pattern) {
    case AMP_PATTERN_RANDOM:
        return amp_mix64(seed + index * AMP_PATTERN_STEP);
    case AMP_PATTERN_CONSTANT:
        return seed;
    case AMP_PATTERN_WALKING_ONE:
        return UINT64_C(1) << ((index + seed) & 63);
    case AMP_PATTERN_WALKING_ZERO:
        return ~(UINT64_C(1) << ((index + seed) & 63));
    case AMP_PATTERN_CHECKERBOARD:
        return ((index + seed) & 1) != 0 ? UINT64_C(0xAAAAAAAAAAAAAAAA) : UINT64_C(0x5555555555555555);
    default: {
        const uint32_t lo = (uint32_t)off + (uint32_t)seed;
        const uint64_t word = (uint64_t)(lo + 4u) << 32 | lo;
        return pattern == AMP_PATTERN_INVERSE ? ~word : word;
    }
    }
}

/* The piece of the word at any naturally aligned offset of a narrower element, in the low bits. */
static inline uint64_t amp_pattern_piece(uint32_t pattern, uint64_t seed, uint64_t off) {
    return amp_pattern_word(pattern, seed, off & ~UINT64_C(7)) >> ((off & 7) * 8);
}

/* Seed of a handoff's round: every pattern but 3, 4 and 6 differs in every round; those differ between neighbours (the step is odd). */
static inline uint64_t amp_round_seed(uint64_t seed, uint64_t round) {
    return seed + round * UINT64_C(0x9E3779B97F4A7C15);
}

/* Base of the counters in a control block: two runs with different seeds practically never take each other's leftovers for their own. */
static inline uint32_t amp_counter_base(uint64_t seed) {
    return (uint32_t)(amp_mix64(seed ^ UINT64_C(0x6A09E667F3BCC909)) >> 32);
}

#endif
