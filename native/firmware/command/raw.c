/* One access at any address: how a fault is provoked on purpose. */
#include "../command.h"
#include "../port.h"

const char *command_probe(const struct words *words, struct text *reply) {
    unsigned bytes;
    uint64_t address;
    if (!parse_width(words->word[1], &bytes) || !parse_hex(words->word[2], UINTPTR_MAX, &address)) {
        text_add(reply, "W ADDR");
        return "usage";
    }
    text_hex(reply, port_peek(bytes, address), bytes * 2);
    return NULL;
}

const char *command_poke(const struct words *words, struct text *reply) {
    unsigned bytes;
    uint64_t address, value;
    if (!parse_width(words->word[1], &bytes) || !parse_hex(words->word[2], UINTPTR_MAX, &address) ||
        !parse_hex(words->word[3], UINT64_MAX >> (64 - 8 * bytes), &value)) {
        text_add(reply, "W ADDR VALUE");
        return "usage";
    }
    port_poke(bytes, address, value);
    return NULL;
}
