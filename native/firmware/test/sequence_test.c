#include "sequence.h"

#include "check.h"

static struct sequence sequence;
static const struct text *kept;

static void expect(uint32_t seq, enum sequence_verdict verdict) {
    const enum sequence_verdict got = sequence_take(&sequence, seq, &kept);
    CHECK(got == verdict, "SEQ %u gave %d instead of %d", seq, got, verdict);
}

static void answered(uint32_t seq, char mark) {
    struct text *text = sequence_answer(&sequence, seq);
    CHECK(text != NULL, "no place for the answer to %u", seq);
    text_char(text, mark);
}

static void kept_is(char mark) {
    CHECK(kept->length == 1 && kept->bytes[0] == mark, "kept is '%.*s'", (int)kept->length, kept->bytes);
}

static void start_job(uint32_t seq) {
    expect(seq, SEQUENCE_NEW);
    sequence_job(&sequence, seq);
}

int main(void) {
    sequence_reset(&sequence);
    expect(1, SEQUENCE_NEW);
    answered(1, 'a');
    expect(1, SEQUENCE_REPEAT);
    kept_is('a');
    expect(2, SEQUENCE_NEW);
    answered(2, 'b');
    expect(1, SEQUENCE_NEW); /* only the last is kept */

    /* A job, a cancel, and either answer lost. */
    sequence_reset(&sequence);
    start_job(17);
    expect(17, SEQUENCE_RUNNING);
    expect(18, SEQUENCE_NEW);
    answered(18, 'c');
    expect(17, SEQUENCE_RUNNING);
    answered(17, 'j');
    expect(18, SEQUENCE_REPEAT);
    kept_is('c');
    expect(17, SEQUENCE_REPEAT);
    kept_is('j');

    /* A command that came in while the job ended does not make the job run twice, and SEQ coming round does not get the old answer. */
    for (uint32_t seq = 19; seq < 18 + AMP_JOB_ANSWER_KEPT; seq++)
        expect(seq, SEQUENCE_NEW);
    expect(17, SEQUENCE_REPEAT);
    for (uint32_t seq = 18 + AMP_JOB_ANSWER_KEPT; seq <= AMP_SEQ_MAX; seq++)
        expect(seq, SEQUENCE_NEW);
    for (uint32_t seq = 1; seq <= 17; seq++)
        expect(seq, SEQUENCE_NEW);

    CHECK(sequence_answer(&sequence, 0) == NULL && sequence_answer(&sequence, 5) == NULL, "nothing is kept for these");
    start_job(18);
    sequence_reset(&sequence);
    expect(18, SEQUENCE_NEW);
    puts("sequence: 10000");
    return 0;
}
