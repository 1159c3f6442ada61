#include "core/window.h"

#include "../command.h"
#include "../device.h"

/* The forced width in word `i`, in bits; 0 where there is none. */
static bool forced(const struct words *words, unsigned i, unsigned *width) {
    unsigned bytes = 0;
    if (words->count > i && !parse_width(words->word[i], &bytes))
        return false;
    *width = 8 * bytes;
    return true;
}

static const char *check(uint64_t off, uint64_t len) {
    return device.open ? command_error(amp_window_range(device.window, off, len)) : "not-open";
}

const char *command_bread(const struct words *words, struct text *reply) {
    uint8_t bytes[AMP_BLOCK_MAX];
    uint64_t off, len;
    unsigned width;
    if (!parse_hex(words->word[1], UINT64_MAX, &off) || !parse_hex(words->word[2], AMP_BLOCK_MAX, &len) || len == 0 ||
        !forced(words, 3, &width)) {
        text_add(reply, "OFF LEN(1..80) [W]");
        return "usage";
    }
    const char *error = check(off, len);
    if (error == NULL && width != 0)
        error = command_error(device.core->block_read_width(bytes, amp_window_at(device.window, off), (size_t)len, width));
    else if (error == NULL)
        device.core->block_read(bytes, amp_window_at(device.window, off), (size_t)len, device.window.memory);
    if (error != NULL)
        return error;
    for (unsigned i = 0; i < len; i++)
        text_hex(reply, bytes[i], 2);
    return NULL;
}

const char *command_bwrite(const struct words *words, struct text *reply) {
    uint8_t bytes[AMP_LINE_IN_MAX / 2];
    uint64_t off;
    size_t len = parse_bytes(words->word[2], bytes, sizeof bytes);
    unsigned width;
    if (!parse_hex(words->word[1], UINT64_MAX, &off) || len == 0 || !forced(words, 3, &width)) {
        text_add(reply, "OFF HEXBYTES [W]");
        return "usage";
    }
    const char *error = check(off, len);
    if (error == NULL && width != 0)
        return command_error(device.core->block_write_width(amp_window_at(device.window, off), bytes, len, width));
    if (error == NULL)
        device.core->block_write(amp_window_at(device.window, off), bytes, len, device.window.memory);
    return error;
}

const char *command_bset(const struct words *words, struct text *reply) {
    uint64_t off, byte, len;
    unsigned width;
    if (!parse_hex(words->word[1], UINT64_MAX, &off) || !parse_hex(words->word[2], 0xff, &byte) ||
        !parse_hex(words->word[3], UINT64_MAX, &len) || !forced(words, 4, &width)) {
        text_add(reply, "OFF BYTE LEN [W]");
        return "usage";
    }
    const char *error = check(off, len);
    if (error == NULL && width != 0)
        return command_error(device.core->block_set_width(amp_window_at(device.window, off), (uint8_t)byte, (size_t)len, width));
    if (error == NULL)
        device.core->block_set(amp_window_at(device.window, off), (uint8_t)byte, (size_t)len, device.window.memory);
    return error;
}
