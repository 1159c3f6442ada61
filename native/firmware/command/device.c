#include "memmap.h"

#include "../command.h"
#include "../device.h"

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
    if (!device_open((uint16_t)flags, &needed, &available)) {
        text_hex(reply, needed, 1);
        text_char(reply, ' ');
        text_hex(reply, available, 1);
        return "mpu-regions";
    }
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
