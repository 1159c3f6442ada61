#include "core/access.h"
#include "core/window.h"

#include "../command.h"
#include "../device.h"

static bool order_of(const char *word, const char *middle, enum amp_order *order) {
    if (parse_same(word, "relaxed"))
        *order = AMP_RELAXED;
    else if (parse_same(word, middle))
        *order = AMP_ACQ_REL;
    else if (parse_same(word, "seq_cst"))
        *order = AMP_SEQ_CST;
    else
        return false;
    return true;
}

/* Where words 1 and 2 (W OFF) point to. */
static const char *place(const struct words *words, struct text *reply, unsigned *bytes, volatile uint8_t **at) {
    uint64_t off;
    if (!parse_width(words->word[1], bytes) || !parse_hex(words->word[2], UINT64_MAX, &off)) {
        text_add(reply, "W OFF");
        return "usage";
    }
    if (!device.open)
        return "not-open";
    if (off % *bytes != 0)
        return "misaligned";
    *at = amp_window_at(device.window, off);
    return command_error(amp_window_range(device.window, off, *bytes));
}

const char *command_read(const struct words *words, struct text *reply) {
    enum amp_order order = AMP_SEQ_CST;
    unsigned bytes;
    volatile uint8_t *at;
    const char *error = place(words, reply, &bytes, &at);
    if (error != NULL)
        return error;
    if (words->count > 3 && !order_of(words->word[3], "acquire", &order)) {
        text_add(reply, "ORDER");
        return "usage";
    }
    text_hex(reply, device.core->read(at, bytes, order), bytes * 2);
    return NULL;
}

const char *command_write(const struct words *words, struct text *reply) {
    enum amp_order order = AMP_SEQ_CST;
    unsigned bytes;
    volatile uint8_t *at;
    uint64_t value;
    const char *error = place(words, reply, &bytes, &at);
    if (error != NULL)
        return error;
    if (!parse_hex(words->word[3], UINT64_MAX >> (64 - 8 * bytes), &value)) {
        text_add(reply, "VALUE");
        return "usage";
    }
    if (words->count > 4 && !order_of(words->word[4], "release", &order)) {
        text_add(reply, "ORDER");
        return "usage";
    }
    device.core->write(at, bytes, value, order);
    return NULL;
}
