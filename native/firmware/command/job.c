#include "core/job.h"

#include "../command.h"
#include "../device.h"
#include "../session.h"

static uint64_t preloaded[AMP_JOB_ARGS];
static unsigned loaded; /* bit n: preloaded[n] is set */

void command_args_clear(void) {
    loaded = 0;
}

const char *command_args(const struct words *words, struct text *reply) {
    uint64_t values[AMP_JOB_ARGS];
    uint64_t index;
    const unsigned count = words->count - 2;
    if (!parse_hex(words->word[1], AMP_JOB_ARGS - 1, &index) || index + count > AMP_JOB_ARGS)
        goto usage;
    for (unsigned i = 0; i < count; i++)
        if (!parse_hex(words->word[2 + i], UINT64_MAX, &values[i]))
            goto usage;
    for (unsigned i = 0; i < count; i++) {
        preloaded[index + i] = values[i];
        loaded |= 1u << (index + i);
    }
    return NULL;
usage:
    text_add(reply, "I V... (I + number of V at most d)");
    return "usage";
}

/* A name of jobs.def, or its number. */
static uint32_t kind_of(const char *word) {
    uint64_t number;
    const uint32_t kind = amp_job_kind(word);
    if (kind == 0 && parse_hex(word, UINT32_MAX, &number) && amp_job_args((uint32_t)number) != 0)
        return (uint32_t)number;
    return kind;
}

const char *command_job(const struct words *words, struct text *reply) {
    uint64_t args[AMP_JOB_ARGS];
    const uint32_t kind = kind_of(words->word[1]);
    const unsigned given = words->count - 2;
    const unsigned needed = amp_job_args(kind);
    if (kind == 0) {
        text_add(reply, "KIND");
        return "usage";
    }
    for (unsigned i = 0; i < needed; i++) {
        if (i < given ? parse_hex(words->word[2 + i], UINT64_MAX, &args[i]) : (loaded >> i & 1) != 0) {
            if (i >= given)
                args[i] = preloaded[i];
            continue;
        }
        text_char(reply, 'A');
        text_dec(reply, i);
        return "usage";
    }
    if (given > needed) {
        text_add(reply, "too many arguments");
        return "usage";
    }
    if (!device.open)
        return "not-open";
    const char *error = command_error(session_start_job(kind, args));
    if (error != NULL)
        return error;
    loaded = 0; /* preloaded for one job only: the next must not run with what is left of them */
    return command_started;
}

const char *command_cancel(const struct words *words, struct text *reply) {
    (void)words;
    (void)reply;
    session_cancel();
    return NULL;
}
