/* Filling and verifying a stretch of a window with a pattern: the work under fill, verify and handoff. Ranges are checked by the caller. */
#ifndef AMP_SPAN_H
#define AMP_SPAN_H

#include "job.h"

struct amp_span {
    uint32_t pattern;
    uint64_t seed;
    uint64_t off;
    size_t len;
};

struct amp_mismatch {
    uint64_t count; /* elements that differ */
    /* Of the first one; for 128-bit elements of its first differing half. Zero-extended. */
    uint64_t off, expected, got;
};

/* Whole elements of `bytes` (1, 2, 4, 8, 16), `off` and `len` multiples of it. */
void amp_span_fill(struct amp_window window, const struct amp_span *span, unsigned bytes);
/* Adds to `found`, keeping its first when it has one. */
void amp_span_verify(struct amp_window window, const struct amp_span *span, unsigned bytes, struct amp_mismatch *found);

/* The same at the widest legal access, any offset and length. */
void amp_span_fill_widest(struct amp_window window, const struct amp_span *span);
void amp_span_verify_widest(struct amp_window window, const struct amp_span *span, struct amp_mismatch *found);

#endif
