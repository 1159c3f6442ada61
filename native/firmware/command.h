/* The commands: one small file a family in command/, one table in command.c. */
#ifndef AMP_COMMAND_H
#define AMP_COMMAND_H

#include <stdbool.h>

#include "core/status.h"
#include "parse.h"
#include "text.h"

/* What a command returns: NULL for ok, command_started, or an error code of docs/serial-protocol.md. `reply` is what follows `ok` or the
 * code. */
typedef const char *(*command_run)(const struct words *words, struct text *reply);

struct command {
    const char *name;
    const char *usage; /* its arguments, for `help` and `err usage` */
    unsigned least, most;
    command_run run;
};

extern const struct command commands[];
extern const unsigned command_count;
/* Returned by a command that started a job: it is answered later. */
extern const char command_started[];

const struct command *command_find(const char *name);
/* The error code of a core status; NULL for AMP_OK. */
const char *command_error(enum amp_status status);

const char *command_hello(const struct words *words, struct text *reply);
const char *command_help(const struct words *words, struct text *reply);
const char *command_id(const struct words *words, struct text *reply);
const char *command_counters(const struct words *words, struct text *reply);
const char *command_hang(const struct words *words, struct text *reply);
const char *command_open(const struct words *words, struct text *reply);
const char *command_close(const struct words *words, struct text *reply);
const char *command_read(const struct words *words, struct text *reply);
const char *command_write(const struct words *words, struct text *reply);
const char *command_bread(const struct words *words, struct text *reply);
const char *command_bwrite(const struct words *words, struct text *reply);
const char *command_bset(const struct words *words, struct text *reply);
const char *command_phys(const struct words *words, struct text *reply);
const char *command_virt(const struct words *words, struct text *reply);
const char *command_p2o(const struct words *words, struct text *reply);
const char *command_v2o(const struct words *words, struct text *reply);
/* A page table to translate through, apart from the device: at most this many pages. */
#define AMP_SCRATCH_PAGES 16
const char *command_tmap(const struct words *words, struct text *reply);
const char *command_tpage(const struct words *words, struct text *reply);
const char *command_tphys(const struct words *words, struct text *reply);
const char *command_tp2o(const struct words *words, struct text *reply);
const char *command_probe(const struct words *words, struct text *reply);
const char *command_poke(const struct words *words, struct text *reply);
const char *command_attempt(const struct words *words, struct text *reply);
const char *command_protect(const struct words *words, struct text *reply);
const char *command_mpu(const struct words *words, struct text *reply);
const char *command_guard(const struct words *words, struct text *reply);
const char *command_args(const struct words *words, struct text *reply);
const char *command_job(const struct words *words, struct text *reply);
const char *command_code(const struct words *words, struct text *reply);
const char *command_outcome(const struct words *words, struct text *reply);
const char *command_cancel(const struct words *words, struct text *reply);
/* `hello` starts a session: nothing of an earlier one stays, preloaded arguments included. */
void command_args_clear(void);

#endif
