#include "span.h"

#include "pattern.h"
#include "port.h"
#include "window.h"

/* Words taken at a time: their loads and their patterns overlap. ARMv7-R has registers for two. */
#if defined(__arm__)
#define TOGETHER 2
#else
#define TOGETHER 4
#endif
#define UNROLLED _Pragma("GCC unroll 8")

/* One 64-bit word by accesses of `bytes`, which is at most 8, in address order. */
AMP_INLINE uint64_t load_word(const volatile uint8_t *p, unsigned bytes) {
    if (bytes == 8)
        return AMP_LD64(p);
    uint64_t word = 0;
    UNROLLED
    for (unsigned at = 0; at < 8; at += bytes)
        word |= (bytes == 1 ? (uint64_t)AMP_LD8(p + at) : bytes == 2 ? (uint64_t)AMP_LD16(p + at) : (uint64_t)AMP_LD32(p + at)) << (8 * at);
    return word;
}

AMP_INLINE void store_word(volatile uint8_t *p, uint64_t word, unsigned bytes) {
    if (bytes == 8) {
        AMP_ST64(p, word);
        return;
    }
    UNROLLED
    for (unsigned at = 0; at < 8; at += bytes) {
        if (bytes == 1)
            AMP_ST8(p + at, (uint8_t)(word >> (8 * at)));
        else if (bytes == 2)
            AMP_ST16(p + at, (uint16_t)(word >> (8 * at)));
        else
            AMP_ST32(p + at, (uint32_t)(word >> (8 * at)));
    }
}

/* How a pattern's word follows from the one before it: what is computed costs next to nothing beside the access. */
enum follow { LINEAR, ROTATED, MIXED };
struct words {
    uint64_t value; /* the word, or what is mixed into it */
    uint64_t step;
};

AMP_INLINE uint64_t next_word(struct words *words, enum follow follow) {
    const uint64_t value = words->value;
    words->value = follow == ROTATED ? value << 1 | value >> 63 : value + words->step;
    return follow == MIXED ? amp_mix64(value) : value;
}

static enum follow follow_of(uint32_t pattern) {
    if (pattern == AMP_PATTERN_RANDOM)
        return MIXED;
    return pattern == AMP_PATTERN_ADDRESS || pattern == AMP_PATTERN_INVERSE || pattern == AMP_PATTERN_CONSTANT ? LINEAR : ROTATED;
}

/* The words from `off` on; *bytes becomes how far they follow so. An address's lower half must not carry into the upper one: a stretch ends
 * before it would, at a multiple of 16 from its begin, since an access of 128 bits takes two words; the two where it does are their own. */
static struct words words_from(const struct amp_span *span, uint64_t off, uint64_t *bytes) {
    const uint64_t word = amp_pattern_word(span->pattern, span->seed, off), step = UINT64_C(0x0000000800000008);
    if (span->pattern == AMP_PATTERN_RANDOM)
        return (struct words){span->seed + (off >> 3) * AMP_PATTERN_STEP, AMP_PATTERN_STEP};
    if (span->pattern != AMP_PATTERN_ADDRESS && span->pattern != AMP_PATTERN_INVERSE)
        return (struct words){word, 0};
    const uint32_t low = (uint32_t)(span->pattern == AMP_PATTERN_ADDRESS ? word : ~word);
    const uint64_t follow = UINT64_C(0x100000000) - low, far = follow > 16 ? follow & ~UINT64_C(15) : 16;
    *bytes = *bytes < far ? *bytes : far;
    if (follow <= 8)
        return (struct words){word, amp_pattern_word(span->pattern, span->seed, off + 8) - word};
    return (struct words){word, span->pattern == AMP_PATTERN_ADDRESS ? step : 0 - step};
}

static void note(struct amp_mismatch *found, uint64_t off, uint64_t expected, uint64_t got) {
    if (found->count++ != 0)
        return;
    found->off = off;
    found->expected = expected;
    found->got = got;
}

/* Element by element what is wrong in these words. Of 128 bits two words are one element, noted by its first wrong half. */
static __attribute__((noinline)) void note_words(struct amp_mismatch *found, const struct amp_span *span, uint64_t off, const uint64_t *got,
                                                 unsigned words, unsigned bytes) {
    const uint64_t mask = bytes >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (bytes * 8)) - 1;
    for (unsigned k = 0; k < words; k++, off += 8) {
        const uint64_t expected = amp_pattern_word(span->pattern, span->seed, off);
        for (unsigned at = 0; at < 8; at += bytes)
            if (((expected ^ got[k]) >> (8 * at) & mask) != 0)
                note(found, off + at, expected >> (8 * at) & mask, got[k] >> (8 * at) & mask);
        if (bytes == 16 && k % 2 == 0 && expected != got[k])
            k++, off += 8;
    }
}

AMP_INLINE void fill_words(volatile uint8_t *p, uint64_t len, struct words words, enum follow follow, unsigned bytes) {
    for (volatile uint8_t *const end = p + len; p < end; p += bytes == 16 ? 16 : 8) {
        const uint64_t word = next_word(&words, follow);
        if (bytes == 16)
            AMP_ST128(p, ((struct amp_pair){word, next_word(&words, follow)}));
        else
            store_word(p, word, bytes);
    }
}

/* `n` words, one or two of them where 128 bits are one access. What was loaded is judged, never loaded again: a wrong value may be gone the
 * next moment. */
AMP_INLINE void verify_together(const volatile uint8_t *p, const struct amp_span *span, uint64_t off, const unsigned n, struct words *words,
                                enum follow follow, unsigned bytes, struct amp_mismatch *found) {
    uint64_t got[TOGETHER], different = 0;
    UNROLLED
    for (unsigned k = 0; k < n; k += bytes == 16 ? 2 : 1) {
        if (bytes == 16) {
            const struct amp_pair pair = AMP_LD128(p + 8 * k);
            got[k] = pair.lo;
            got[k + 1] = pair.hi;
            different |= pair.lo ^ next_word(words, follow);
        } else {
            got[k] = load_word(p + 8 * k, bytes);
        }
        different |= got[bytes == 16 ? k + 1 : k] ^ next_word(words, follow);
    }
    if (different == 0)
        return;
    uint64_t seen[TOGETHER]; /* a copy: so `got` is registers as long as nothing is wrong */
    UNROLLED
    for (unsigned k = 0; k < n; k++)
        seen[k] = got[k];
    note_words(found, span, off, seen, n, bytes);
}

AMP_INLINE void verify_words(const volatile uint8_t *p, const struct amp_span *span, uint64_t off, uint64_t len, struct words words,
                             enum follow follow, unsigned bytes, struct amp_mismatch *found) {
    const uint64_t end = off + len;
    for (; end - off >= 8 * TOGETHER; off += 8 * TOGETHER, p += 8 * TOGETHER)
        verify_together(p, span, off, TOGETHER, &words, follow, bytes, found);
    for (const unsigned n = bytes == 16 ? 2 : 1; off < end; off += 8 * n, p += 8 * n)
        verify_together(p, span, off, n, &words, follow, bytes, found);
}

/* The elements of [off, end) that are no whole words, at most seven bytes. */
static void fill_pieces(struct amp_window window, const struct amp_span *span, uint64_t off, uint64_t end, unsigned bytes) {
    for (; off < end; off += bytes) {
        const uint64_t v = amp_pattern_piece(span->pattern, span->seed, off);
        volatile uint8_t *const p = amp_window_at(window, off);
        if (bytes == 1)
            AMP_ST8(p, (uint8_t)v);
        else if (bytes == 2)
            AMP_ST16(p, (uint16_t)v);
        else
            AMP_ST32(p, (uint32_t)v);
    }
}

static void verify_pieces(struct amp_window window, const struct amp_span *span, uint64_t off, uint64_t end, unsigned bytes,
                          struct amp_mismatch *found) {
    for (; off < end; off += bytes) {
        const uint64_t mask = (UINT64_C(1) << (bytes * 8)) - 1;
        const volatile uint8_t *const p = amp_window_at(window, off);
        const uint64_t expected = amp_pattern_piece(span->pattern, span->seed, off) & mask;
        const uint64_t got = bytes == 1 ? AMP_LD8(p) : bytes == 2 ? AMP_LD16(p) : AMP_LD32(p);
        if (got != expected)
            note(found, off, expected, got);
    }
}

/* Where the whole words of a span begin and end; both its ends when it holds none. */
static void words_of(const struct amp_span *span, uint64_t *first, uint64_t *last) {
    const uint64_t end = span->off + span->len;
    *first = (span->off + 7) & ~UINT64_C(7);
    *last = end & ~UINT64_C(7);
    if (*first > *last)
        *first = *last = end;
}

/* A loop of its own for each way to follow and each width, with nothing left to ask in it. */
#define EACH_WIDTH(work, follow)                                                                                                           \
    do {                                                                                                                                   \
        if (bytes == 1)                                                                                                                    \
            work(follow, 1);                                                                                                               \
        else if (bytes == 2)                                                                                                               \
            work(follow, 2);                                                                                                               \
        else if (bytes == 4)                                                                                                               \
            work(follow, 4);                                                                                                               \
        else if (bytes == 8)                                                                                                               \
            work(follow, 8);                                                                                                               \
        else                                                                                                                               \
            work(follow, 16);                                                                                                              \
    } while (0)
#define EACH_LOOP(work)                                                                                                                    \
    do {                                                                                                                                   \
        const enum follow follows = follow_of(span->pattern);                                                                              \
        if (follows == LINEAR)                                                                                                             \
            EACH_WIDTH(work, LINEAR);                                                                                                      \
        else if (follows == ROTATED)                                                                                                       \
            EACH_WIDTH(work, ROTATED);                                                                                                     \
        else                                                                                                                               \
            EACH_WIDTH(work, MIXED);                                                                                                       \
    } while (0)

void amp_span_fill(struct amp_window window, const struct amp_span *span, unsigned bytes) {
    uint64_t off, last;
    words_of(span, &off, &last);
    fill_pieces(window, span, span->off, off, bytes);
    for (uint64_t len; off < last; off += len) {
        len = last - off;
        const struct words words = words_from(span, off, &len);
        volatile uint8_t *const p = amp_window_at(window, off);
#define FILL(follow, width) fill_words(p, len, words, (follow), (width))
        EACH_LOOP(FILL);
#undef FILL
    }
    fill_pieces(window, span, last, span->off + span->len, bytes);
}

void amp_span_verify(struct amp_window window, const struct amp_span *span, unsigned bytes, struct amp_mismatch *found) {
    uint64_t off, last;
    words_of(span, &off, &last);
    verify_pieces(window, span, span->off, off, bytes, found);
    for (uint64_t len; off < last; off += len) {
        len = last - off;
        const struct words words = words_from(span, off, &len);
        const volatile uint8_t *const p = amp_window_at(window, off);
#define VERIFY(follow, width) verify_words(p, span, off, len, words, (follow), (width), found)
        EACH_LOOP(VERIFY);
#undef VERIFY
    }
    verify_pieces(window, span, last, span->off + span->len, bytes, found);
}

void amp_span_fill_widest(struct amp_window window, const struct amp_span *span) {
    struct amp_span part = *span;
    for (size_t left = span->len; left > 0; left -= part.len) {
        const unsigned bytes = amp_widest((uintptr_t)part.off, left);
        part.len = amp_widest_run(bytes, left);
        amp_span_fill(window, &part, bytes);
        part.off += part.len;
    }
}

void amp_span_verify_widest(struct amp_window window, const struct amp_span *span, struct amp_mismatch *found) {
    struct amp_span part = *span;
    for (size_t left = span->len; left > 0; left -= part.len) {
        const unsigned bytes = amp_widest((uintptr_t)part.off, left);
        part.len = amp_widest_run(bytes, left);
        amp_span_verify(window, &part, bytes, found);
        part.off += part.len;
    }
}
