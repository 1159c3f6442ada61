/* Address translation: UG1186's metal_io_phys, metal_io_virt and their inverses. */
#include "memmap.h"

#include "../command.h"
#include "../device.h"

static const char *given(const struct words *words, struct text *reply, uint64_t *value) {
    if (!parse_hex(words->word[1], UINT64_MAX, value)) {
        text_add(reply, "hexadecimal");
        return "usage";
    }
    return device.open ? NULL : "not-open";
}

static const char *to_address(const struct words *words, struct text *reply, uint64_t base) {
    uint64_t off;
    const char *error = given(words, reply, &off);
    if (error != NULL)
        return error;
    if (off >= device.window.size)
        return "range";
    text_hex(reply, base + off, 1);
    return NULL;
}

static const char *to_offset(const struct words *words, struct text *reply, uint64_t base) {
    uint64_t address;
    const char *error = given(words, reply, &address);
    if (error != NULL)
        return error;
    if (address < base || address - base >= device.window.size)
        return "range";
    text_hex(reply, address - base, 1);
    return NULL;
}

const char *command_phys(const struct words *words, struct text *reply) {
    return to_address(words, reply, AMP_SHM_BASE);
}
const char *command_virt(const struct words *words, struct text *reply) {
    return to_address(words, reply, (uintptr_t)device.window.base);
}
const char *command_p2o(const struct words *words, struct text *reply) {
    return to_offset(words, reply, AMP_SHM_BASE);
}
const char *command_v2o(const struct words *words, struct text *reply) {
    return to_offset(words, reply, (uintptr_t)device.window.base);
}
