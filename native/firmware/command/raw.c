/* One access at any address: how a fault is provoked on purpose, and how a permission is seen to hold. */
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

static bool parse_access(const char *text, enum port_access *access) {
    static const char *const names[] = {[PORT_READ] = "read", [PORT_WRITE] = "write", [PORT_EXECUTE] = "execute"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (parse_same(text, names[i])) {
            *access = (enum port_access)i;
            return true;
        }
    return false;
}

const char *command_attempt(const struct words *words, struct text *reply) {
    const bool user = parse_same(words->word[1], "user");
    enum port_access access;
    uint64_t address, given = 0;
    if ((!user && !parse_same(words->word[1], "priv")) || !parse_access(words->word[2], &access) ||
        !parse_hex(words->word[3], UINTPTR_MAX, &address) || (access == PORT_WRITE) != (words->count > 4) ||
        (words->count > 4 && !parse_hex(words->word[4], UINT32_MAX, &given))) {
        text_add(reply, "priv|user read|write|execute ADDR [VALUE]");
        return "usage";
    }
    uint32_t value = (uint32_t)given;
    if (address % 4 != 0)
        return "misaligned";
    if (!port_attempt(user, access, address, &value)) {
        text_add(reply, user ? "user" : words->word[2]);
        return "unsupported";
    }
    if (access != PORT_WRITE)
        text_hex(reply, value, 8);
    return NULL;
}
