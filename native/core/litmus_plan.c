/* How an area of the window is cut. Every side comes to the same cut from the header of its image and the area alone. */
#include "litmus.h"

#define LINE 64u

static uint64_t whole_lines(uint64_t bytes) {
    return (bytes + LINE - 1) & ~(uint64_t)(LINE - 1);
}

static uint64_t bytes_needed(const struct amp_litmus_image *image, uint32_t cells) {
    uint64_t bytes = whole_lines((uint64_t)cells * image->stride) + whole_lines((uint64_t)cells * 4);
    for (unsigned r = 0; r < image->roles; r++)
        bytes += whole_lines((uint64_t)cells * 4 * image->outs[r]);
    return bytes;
}

enum amp_status amp_litmus_plan(struct amp_litmus_plan *plan, const struct amp_litmus_image *image, uint64_t off, uint64_t len) {
    uint32_t outs = 1;
    for (unsigned r = 0; r < image->roles; r++)
        outs = image->outs[r] > outs ? image->outs[r] : outs;
    uint32_t cells = AMP_LITMUS_OUT_WORDS;
    while (cells >= AMP_LITMUS_CELLS_MIN && (cells * outs > AMP_LITMUS_OUT_WORDS || bytes_needed(image, cells) > len))
        cells /= 2;
    if (cells < AMP_LITMUS_CELLS_MIN)
        return AMP_E_RANGE;
    plan->cells = cells;
    plan->cell = off;
    plan->sync = off + whole_lines((uint64_t)cells * image->stride);
    plan->out[0] = plan->sync + whole_lines((uint64_t)cells * 4);
    for (unsigned r = 1; r < AMP_LITMUS_ROLES; r++)
        plan->out[r] = plan->out[r - 1] + whole_lines((uint64_t)cells * 4 * image->outs[r - 1]);
    return AMP_OK;
}
