/* Translation through a page table that the host loads: other tables than the device's are tried on this core, none of their memory is
 * touched. */
#include "core/translate.h"

#include "../command.h"

static uint64_t physmap[AMP_SCRATCH_PAGES];
static uint32_t loaded;                                 /* bit n: physmap[n] is set */
static struct amp_pages scratch = {.physmap = physmap}; /* size 0: no table yet */

/* Pages that cover the scratch region. */
static uint64_t pages_needed(uint64_t size, uint32_t shift) {
    return shift == AMP_ONE_PAGE ? 1 : ((size - 1) >> shift) + 1;
}

const char *command_tmap(const struct words *words, struct text *reply) {
    uint64_t shift, size;
    if (!parse_hex(words->word[1], UINT32_MAX, &shift) || (shift != AMP_ONE_PAGE && shift > 63) ||
        !parse_hex(words->word[2], UINT64_MAX, &size) || size == 0 || pages_needed(size, (uint32_t)shift) > AMP_SCRATCH_PAGES) {
        text_add(reply, "SHIFT(0..3f, ffffffff) SIZE(1 to 10 pages)");
        return "usage";
    }
    scratch.page_shift = (uint32_t)shift;
    scratch.page_mask = amp_page_mask((uint32_t)shift);
    scratch.size = size;
    loaded = 0;
    text_field(reply, "pages", pages_needed(size, (uint32_t)shift));
    text_field(reply, "mask", scratch.page_mask);
    return NULL;
}

const char *command_tpage(const struct words *words, struct text *reply) {
    uint64_t values[2];
    uint64_t index;
    const unsigned count = words->count - 2;
    if (!parse_hex(words->word[1], AMP_SCRATCH_PAGES - 1, &index) || index + count > AMP_SCRATCH_PAGES)
        goto usage;
    for (unsigned i = 0; i < count; i++)
        if (!parse_hex(words->word[2 + i], UINT64_MAX, &values[i]))
            goto usage;
    for (unsigned i = 0; i < count; i++) {
        physmap[index + i] = values[i];
        loaded |= 1u << (index + i);
    }
    return NULL;
usage:
    text_add(reply, "I ADDR... (I + number of ADDR at most 10)");
    return "usage";
}

/* The value given, and a table whose every page is loaded. */
static const char *given(const struct words *words, struct text *reply, uint64_t *value) {
    if (!parse_hex(words->word[1], UINT64_MAX, value)) {
        text_add(reply, "hexadecimal");
        return "usage";
    }
    const uint32_t needed = scratch.size == 0 ? 0 : (1u << pages_needed(scratch.size, scratch.page_shift)) - 1;
    if (needed == 0 || (loaded & needed) != needed) {
        text_add(reply, "no table: tmap, then tpage for each page");
        return "usage";
    }
    return NULL;
}

const char *command_tphys(const struct words *words, struct text *reply) {
    uint64_t off, phys;
    const char *error = given(words, reply, &off);
    if (error == NULL)
        error = command_error(amp_offset_to_phys(&scratch, off, &phys));
    if (error == NULL)
        text_hex(reply, phys, 1);
    return error;
}

const char *command_tp2o(const struct words *words, struct text *reply) {
    uint64_t phys, off;
    const char *error = given(words, reply, &phys);
    if (error == NULL)
        error = command_error(amp_phys_to_offset(&scratch, phys, &off));
    if (error == NULL)
        text_hex(reply, off, 1);
    return error;
}
