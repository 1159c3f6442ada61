#include "memmap.h"

#include "../command.h"
#include "../device.h"
#include "../port.h"

static const char *too_many(unsigned needed, unsigned available, struct text *reply) {
    text_hex(reply, needed, 1);
    text_char(reply, ' ');
    text_hex(reply, available, 1);
    return "mpu-regions";
}

const char *command_open(const struct words *words, struct text *reply) {
    uint64_t flags = AMP_SHM_FLAGS;
    unsigned needed, available;
    if (!parse_same(words->word[1], AMP_SHM_NAME))
        return "no-device";
    if (device.open)
        return "already-open";
    if (words->count > 2 && (!parse_hex(words->word[2], UINT16_MAX, &flags) || !device_flags_legal(flags))) {
        text_add(reply, "FLAGS");
        return "usage";
    }
    if (!device_open((uint16_t)flags, &needed, &available))
        return too_many(needed, available, reply);
    text_field(reply, "base", AMP_SHM_BASE);
    text_field(reply, "size", AMP_SHM_SIZE);
    text_field(reply, "flags", device.flags);
    return NULL;
}

const char *command_close(const struct words *words, struct text *reply) {
    (void)words;
    (void)reply;
    if (!device.open)
        return "not-open";
    device_close();
    return NULL;
}

/* What ACCESS leaves open, the memory type, stays the window's: the core's block loops choose their widths by it. */
const char *command_protect(const struct words *words, struct text *reply) {
    uint64_t off, length, access;
    unsigned needed, available;
    if (!parse_hex(words->word[1], UINT64_MAX, &off) || !parse_hex(words->word[2], UINT64_MAX, &length) ||
        !parse_hex(words->word[3], UINT16_MAX, &access) || (access & 0xff) != 0 || !device_flags_legal(access)) {
        text_add(reply, "OFF LEN ACCESS");
        return "usage";
    }
    if (!device.open)
        return "not-open";
    if (length == 0 || off > device.window.size || length > device.window.size - off)
        return "range";
    if ((off | length) % port_mpu_granule() != 0)
        return "misaligned";
    if (!device_protect((uint32_t)off, (uint32_t)length, (uint16_t)access, &needed, &available))
        return too_many(needed, available, reply);
    text_field(reply, "regions", needed);
    text_field(reply, "free", available - needed);
    return NULL;
}
