#include "span.h"

#include "pattern.h"
#include "port.h"
#include "window.h"

void amp_span_fill(struct amp_window window, const struct amp_span *span, unsigned bytes) {
    volatile uint8_t *p = amp_window_at(window, span->off);
    const uint64_t end = span->off + span->len;
    for (uint64_t off = span->off; off < end; off += bytes, p += bytes) {
        const uint64_t v = amp_pattern_piece(span->pattern, span->seed, off);
        switch (bytes) {
        case 1:
            AMP_ST8(p, (uint8_t)v);
            break;
        case 2:
            AMP_ST16(p, (uint16_t)v);
            break;
        case 4:
            AMP_ST32(p, (uint32_t)v);
            break;
        case 8:
            AMP_ST64(p, v);
            break;
        default:
            AMP_ST128(p, ((struct amp_pair){v, amp_pattern_word(span->pattern, span->seed, off + 8)}));
            break;
        }
    }
}

static void note(struct amp_mismatch *found, uint64_t off, uint64_t expected, uint64_t got) {
    if (found->count++ != 0)
        return;
    found->off = off;
    found->expected = expected;
    found->got = got;
}

void amp_span_verify(struct amp_window window, const struct amp_span *span, unsigned bytes, struct amp_mismatch *found) {
    const volatile uint8_t *p = amp_window_at(window, span->off);
    const uint64_t mask = bytes >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (bytes * 8)) - 1;
    const uint64_t end = span->off + span->len;
    for (uint64_t off = span->off; off < end; off += bytes, p += bytes) {
        const uint64_t expected = amp_pattern_piece(span->pattern, span->seed, off) & mask;
        uint64_t got;
        switch (bytes) {
        case 1:
            got = AMP_LD8(p);
            break;
        case 2:
            got = AMP_LD16(p);
            break;
        case 4:
            got = AMP_LD32(p);
            break;
        case 8:
            got = AMP_LD64(p);
            break;
        default: {
            const struct amp_pair pair = AMP_LD128(p);
            const uint64_t upper = amp_pattern_word(span->pattern, span->seed, off + 8);
            if (pair.lo == expected && pair.hi != upper)
                note(found, off + 8, upper, pair.hi);
            got = pair.lo;
            break;
        }
        }
        if (got != expected)
            note(found, off, expected, got);
    }
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
