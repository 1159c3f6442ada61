/* The command loop: lines in, commands run, jobs stepped, answers out. One session, because there is one console. */
#ifndef AMP_SESSION_H
#define AMP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/job.h"
#include "text.h"

struct counters {
    uint32_t lines;    /* well-formed lines taken */
    uint32_t badlines; /* lines dropped: too long, not printable, bad CRC or form */
    uint32_t resends;  /* framed lines that came again */
    uint32_t faults;
    uint32_t jobs;
};

extern struct counters session_counters;

/* Greets and serves until the port wants a stop; then returns. */
void session_run(void);

/* The line `# TEXT`. */
void session_log(const char *text);
/* ` proto=… build=… nonce=… port=…`: what greeting and `hello` have in common. */
void session_identity(struct text *text);

/* For the job command. The answer comes when the job ends. */
enum amp_status session_start_job(uint32_t kind, const uint64_t *args);
/* The running job ends at once with `err cancelled`, behind the answer of the command that asked. */
void session_cancel(void);

#endif
