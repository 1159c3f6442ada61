/* At most once: which framed commands were taken, and their answers. */
#ifndef AMP_SEQUENCE_H
#define AMP_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

enum sequence_verdict {
    SEQUENCE_NEW,     /* execute it */
    SEQUENCE_REPEAT,  /* taken before: send the kept answer again */
    SEQUENCE_RUNNING, /* the job that runs: acknowledge it again */
};

struct answer {
    uint32_t seq; /* 0: nothing kept */
    struct text line;
};

/* Two answers are kept, the last command's and the last job's, because `cancel` is taken while a job runs and either answer may get lost.
 */
struct sequence {
    struct answer last;
    struct answer job;
    bool running;
    unsigned since_job;
};

void sequence_reset(struct sequence *sequence);
enum sequence_verdict sequence_take(struct sequence *sequence, uint32_t seq, const struct text **kept);
/* The command SEQ, just taken, started a job. */
void sequence_job(struct sequence *sequence, uint32_t seq);
/* Where to build and keep the answer to SEQ; 0 (a bare command) is kept nowhere: NULL. */
struct text *sequence_answer(struct sequence *sequence, uint32_t seq);

#endif
