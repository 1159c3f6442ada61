#include "../command.h"
#include "../thread.h"

static const char *usage(struct text *reply, const char *what) {
    text_add(reply, what);
    return "usage";
}

static const char *put(const struct words *words, struct text *reply) {
    uint8_t bytes[AMP_LINE_IN_MAX / 2];
    uint64_t offset;
    const size_t count = words->count == 4 ? parse_bytes(words->word[3], bytes, sizeof bytes) : 0;
    if (count == 0 || !parse_hex(words->word[2], UINT32_MAX, &offset))
        return usage(reply, "put OFF HEXBYTES");
    return thread_put(offset, bytes, count) ? NULL : "range";
}

const char *command_code(const struct words *words, struct text *reply) {
    uint64_t number;
    if (parse_same(words->word[1], "put"))
        return put(words, reply);
    if (words->count != 3 || !parse_hex(words->word[2], UINT32_MAX, &number))
        return usage(reply, "begin LEN, put OFF HEXBYTES, seal CRC");
    if (parse_same(words->word[1], "begin"))
        return thread_begin(number) ? NULL : "range";
    if (!parse_same(words->word[1], "seal"))
        return usage(reply, "begin LEN, put OFF HEXBYTES, seal CRC");
    switch (thread_seal((uint32_t)number)) {
    case THREAD_SEALED:
        return NULL;
    case THREAD_NONE:
        return usage(reply, "code begin comes first");
    case THREAD_CRC:
        text_add(reply, "crc");
        return "image";
    default:
        text_add(reply, "header");
        return "image";
    }
}

const char *command_outcome(const struct words *words, struct text *reply) {
    const struct amp_litmus *litmus = thread_sealed();
    uint64_t index;
    if (litmus == NULL)
        return usage(reply, "no thread is sealed");
    if (!parse_hex(words->word[1], AMP_LITMUS_STATES - 1, &index))
        return usage(reply, "INDEX");
    if (index >= litmus->histogram.states)
        return "range";
    const struct amp_litmus_state *state = &litmus->histogram.state[index];
    text_hex(reply, state->count, 1);
    text_char(reply, ' ');
    text_hex(reply, state->first, 1);
    for (unsigned w = 0; w < amp_litmus_image_words(&litmus->image); w++) {
        text_char(reply, ' ');
        text_hex(reply, state->word[w], 1);
    }
    return NULL;
}
