/* Address translation of the open region: UG1186's metal_io_phys, metal_io_virt and their inverses. */
#include "memmap.h"

#include "core/translate.h"

#include "../command.h"
#include "../device.h"

static const char *given(const struct words *words, struct text *reply, uint64_t *value) {
    if (!parse_hex(words->word[1], UINT64_MAX, value)) {
        text_add(reply, "hexadecimal");
        return "usage";
    }
    return device.open ? NULL : "not-open";
}

static const char *answer(enum amp_status status, const uint64_t *value, struct text *reply) {
    if (status == AMP_OK)
        text_hex(reply, *value, 1);
    return command_error(status);
}

/* The window is one page: an R5 has no MMU that could scatter it. */
static struct amp_pages window_pages(void) {
    static const uint64_t base = AMP_SHM_BASE;
    return (struct amp_pages){.physmap = &base, .size = device.window.size, .page_shift = AMP_ONE_PAGE, .page_mask = AMP_ONE_PAGE_MASK};
}

const char *command_phys(const struct words *words, struct text *reply) {
    const struct amp_pages pages = window_pages();
    uint64_t off, phys = 0;
    const char *error = given(words, reply, &off);
    return error != NULL ? error : answer(amp_offset_to_phys(&pages, off, &phys), &phys, reply);
}

const char *command_p2o(const struct words *words, struct text *reply) {
    const struct amp_pages pages = window_pages();
    uint64_t phys, off = 0;
    const char *error = given(words, reply, &phys);
    return error != NULL ? error : answer(amp_phys_to_offset(&pages, phys, &off), &off, reply);
}

const char *command_virt(const struct words *words, struct text *reply) {
    const uint64_t virt = (uintptr_t)device.window.base;
    uint64_t off, address = 0;
    const char *error = given(words, reply, &off);
    return error != NULL ? error : answer(amp_offset_to_virt(virt, device.window.size, off, &address), &address, reply);
}

const char *command_v2o(const struct words *words, struct text *reply) {
    const uint64_t virt = (uintptr_t)device.window.base;
    uint64_t address, off = 0;
    const char *error = given(words, reply, &address);
    return error != NULL ? error : answer(amp_virt_to_offset(virt, device.window.size, address, &off), &off, reply);
}
