#include "sequence.h"

void sequence_reset(struct sequence *sequence) {
    sequence->last.seq = 0;
    sequence->job.seq = 0;
    sequence->running = false;
    sequence->since_job = 0;
}

enum sequence_verdict sequence_take(struct sequence *sequence, uint32_t seq, const struct text **kept) {
    if (seq == sequence->job.seq) {
        *kept = &sequence->job.line;
        return sequence->running ? SEQUENCE_RUNNING : SEQUENCE_REPEAT;
    }
    if (seq == sequence->last.seq) {
        *kept = &sequence->last.line;
        return SEQUENCE_REPEAT;
    }
    sequence->last.seq = seq;
    text_clear(&sequence->last.line);
    /* SEQ comes round after AMP_SEQ_MAX commands: the job's must be forgotten long before. */
    if (!sequence->running && ++sequence->since_job > AMP_JOB_ANSWER_KEPT)
        sequence->job.seq = 0;
    return SEQUENCE_NEW;
}

void sequence_job(struct sequence *sequence, uint32_t seq) {
    sequence->job.seq = seq;
    text_clear(&sequence->job.line);
    sequence->last.seq = 0;
    sequence->running = true;
    sequence->since_job = 0;
}

struct text *sequence_answer(struct sequence *sequence, uint32_t seq) {
    if (seq == 0)
        return NULL;
    if (seq == sequence->job.seq) {
        sequence->running = false;
        return &sequence->job.line;
    }
    return seq == sequence->last.seq ? &sequence->last.line : NULL;
}
