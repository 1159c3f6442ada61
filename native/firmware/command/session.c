#include "core/ticks.h"
#include "memmap.h"

#include "../command.h"
#include "../device.h"
#include "../port.h"
#include "../session.h"

/* The loop itself resets the sequence window; see session.c. */
const char *command_hello(const struct words *words, struct text *reply) {
    uint64_t nonce;
    if (!parse_hex(words->word[1], UINT64_MAX, &nonce)) {
        text_add(reply, "NONCE");
        return "usage";
    }
    command_args_clear();
    session_identity(reply);
    text_word(reply, "host", words->word[1]);
    return NULL;
}

const char *command_help(const struct words *words, struct text *reply) {
    (void)words;
    for (unsigned i = 0; i < command_count; i++) {
        text_clear(reply);
        text_add(reply, commands[i].name);
        text_char(reply, ' ');
        text_add(reply, commands[i].usage);
        text_char(reply, '\0');
        session_log(reply->bytes);
    }
    text_clear(reply);
    return NULL;
}

const char *command_id(const struct words *words, struct text *reply) {
    (void)words;
    text_field(reply, "midr", port_midr());
    text_field(reply, "mpidr", port_mpidr());
    text_field(reply, "hz", port_tick_hz());
    text_word(reply, "name", AMP_SHM_NAME);
    text_field(reply, "base", AMP_SHM_BASE);
    text_field(reply, "size", AMP_SHM_SIZE);
    text_field(reply, "flags", AMP_SHM_FLAGS);
    text_field(reply, "open", device.open);
    return NULL;
}

const char *command_counters(const struct words *words, struct text *reply) {
    (void)words;
    text_field(reply, "lines", session_counters.lines);
    text_field(reply, "badlines", session_counters.badlines);
    text_field(reply, "overruns", port_overruns());
    text_field(reply, "resends", session_counters.resends);
    text_field(reply, "faults", session_counters.faults);
    text_field(reply, "jobs", session_counters.jobs);
    return NULL;
}

/* Not answered: the host sees what it would see of a firmware that hung by itself. */
const char *command_hang(const struct words *words, struct text *reply) {
    (void)words;
    (void)reply;
    for (;;)
        amp_relax();
}
