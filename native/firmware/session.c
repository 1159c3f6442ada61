#include "session.h"

#include "core/fence.h"
#include "memmap.h"

#include "command.h"
#include "device.h"
#include "frame.h"
#include "line.h"
#include "port.h"
#include "sequence.h"
#include "thread.h"

struct counters session_counters;

static struct line line;
static struct sequence sequence;

static struct {
    struct amp_job state;
    uint32_t seq; /* of the command that started it; 0: a bare one */
    bool running;
    bool cancel;
} job;

static void send(const struct text *out) {
    for (size_t i = 0; i < out->length; i++)
        port_put(out->bytes[i]);
}

void session_log(const char *text) {
    port_put('#');
    port_put(' ');
    while (*text != '\0')
        port_put(*text++);
    port_put('\n');
}

void session_identity(struct text *text) {
    text_field(text, "proto", AMP_PROTOCOL_VERSION);
    text_word(text, "build", AMP_BUILD_ID);
    text_field(text, "nonce", port_nonce());
    text_word(text, "port", port_name);
}

/* `error` NULL: ok. */
static void answer(uint32_t seq, const char *error, const struct text *reply) {
    static struct text body, unkept;
    struct text *kept = sequence_answer(&sequence, seq);
    struct text *out = kept != NULL ? kept : &unkept;
    text_clear(&body);
    text_add(&body, error == NULL ? "ok" : "err ");
    if (error != NULL)
        text_add(&body, error);
    if (reply->length > 0)
        text_char(&body, ' ');
    text_append(&body, reply);
    frame_close(out, seq, &body);
    send(out);
}

static void acknowledge(uint32_t seq) {
    static struct text body, out;
    if (seq == 0) {
        session_log("started");
        return;
    }
    text_clear(&body);
    text_add(&body, "ack");
    frame_close(&out, seq, &body);
    send(&out);
}

static void notice(const char *word, const struct text *fields) {
    static struct text out;
    text_clear(&out);
    text_add(&out, "! ");
    text_add(&out, word);
    text_char(&out, ' ');
    text_append(&out, fields);
    frame_seal(&out);
    send(&out);
}

struct execution {
    const struct command *command;
    struct words words;
    const char *error;
    struct text reply;
};

static void execute(void *argument) {
    struct execution *run = argument;
    run->error = run->command->run(&run->words, &run->reply);
    /* An imprecise abort of the command's last store is taken before its answer, not after. */
    amp_dsb_sy();
}

static const char *faulted(const struct fault *fault, struct text *reply) {
    session_counters.faults++;
    text_clear(reply);
    fault_detail(fault, reply);
    return "fault";
}

static void run_command(uint32_t seq, char *body) {
    static struct execution run;
    struct fault fault;
    text_clear(&run.reply);
    run.error = "usage";
    const bool parsed = parse_words(body, &run.words);
    run.command = run.words.count > 0 ? command_find(run.words.word[0]) : NULL;
    if (run.command == NULL) {
        run.error = "unknown-command";
    } else if (job.running && run.command->run != command_cancel && run.command->run != command_hello) {
        run.error = "busy";
    } else if (!parsed || run.words.count - 1 < run.command->least || run.words.count - 1 > run.command->most) {
        text_add(&run.reply, run.command->usage);
    } else {
        job.seq = job.running ? job.seq : seq;
        if (port_try(execute, &run, &fault))
            run.error = faulted(&fault, &run.reply);
    }
    if (run.error != command_started) {
        answer(seq, run.error, &run.reply);
        return;
    }
    if (seq != 0)
        sequence_job(&sequence, seq);
    acknowledge(seq);
}

/* As command_hello takes it: `hello`, one nonce. Another one is a command like any other, that answers `usage` and ends nothing. */
static bool is_hello(const char *body) {
    static const char hello[] = "hello ";
    unsigned digits = 0;
    for (unsigned i = 0; i < sizeof hello - 1; i++)
        if (*body++ != hello[i])
            return false;
    while (*body == ' ')
        body++;
    for (; parse_digit(*body) >= 0; body++)
        digits++;
    while (*body == ' ')
        body++;
    return digits >= 1 && digits <= 16 && *body == '\0';
}

/* Told, so that the host can tell a line that damages what it carries from a firmware that is not there. */
static void bad_line(void) {
    static struct text fields;
    session_counters.badlines++;
    text_clear(&fields);
    text_field(&fields, "badlines", session_counters.badlines);
    notice("damaged", &fields);
}

static void take_line(void) {
    struct frame frame;
    const struct text *kept;
    if (frame_open(line.text, line.length, &frame) == FRAME_BAD) {
        /* Our own notice, from a line that echoes, is not answered: it would go on for ever. */
        if (line.length > 0 && line.text[0] == '!')
            session_counters.badlines++;
        else
            bad_line();
        return;
    }
    session_counters.lines++;
    if (is_hello(frame.body)) {
        /* A host that starts anew knows nothing of a job or an answer of before. */
        job.running = false;
        sequence_reset(&sequence);
    } else if (frame.seq != 0) {
        switch (sequence_take(&sequence, frame.seq, &kept)) {
        case SEQUENCE_NEW:
            break;
        case SEQUENCE_REPEAT:
            session_counters.resends++;
            send(kept);
            return;
        case SEQUENCE_RUNNING:
            session_counters.resends++;
            acknowledge(frame.seq);
            return;
        }
    }
    run_command(frame.seq, frame.body);
}

/* Its sides must be at work at the same time: each has a processor of its own where there is one. */
static bool races(uint32_t kind) {
    switch (kind) {
    case AMP_JOB_litmus:
    case AMP_JOB_sbloop:
    case AMP_JOB_visibility:
    case AMP_JOB_neighbours:
    case AMP_JOB_tearing:
    case AMP_JOB_increment:
    case AMP_JOB_pingpong:
    case AMP_JOB_stream:
        return true;
    default:
        return false;
    }
}

enum amp_status session_start_job(uint32_t kind, const uint64_t *args) {
    job.state.litmus = thread_sealed();
    const enum amp_status status = device.core->job_start(&job.state, device.window, kind, args);
    if (status == AMP_OK) {
        job.running = true;
        job.cancel = false;
        session_counters.jobs++;
        port_place(races(kind));
    }
    return status;
}

void session_cancel(void) {
    job.cancel = true;
}

static void step(void *argument) {
    *(enum amp_status *)argument = device.core->job_step(&job.state);
    amp_dsb_sy();
}

static void step_job(void) {
    static struct text reply;
    struct fault fault;
    enum amp_status status = AMP_E_CANCELLED;
    const char *error;
    text_clear(&reply);
    if (!job.cancel && port_try(step, &status, &fault))
        error = faulted(&fault, &reply);
    else if (status == AMP_MORE)
        return;
    else
        error = command_error(status);
    if (error == NULL)
        for (unsigned i = 0; i < amp_job_results(job.state.kind); i++) {
            if (i > 0)
                text_char(&reply, ' ');
            text_hex(&reply, job.state.result[i], 1);
        }
    job.running = false;
    answer(job.seq, error, &reply);
}

static void turn(void *unused) {
    (void)unused;
    for (int byte = port_get(); byte >= 0; byte = port_get())
        switch (line_put(&line, (uint8_t)byte)) {
        case LINE_READY:
            take_line();
            return;
        case LINE_BAD:
            bad_line();
            return;
        case LINE_MORE:
            break;
        }
    if (job.running)
        step_job();
    else
        port_idle();
}

void session_run(void) {
    static struct text fields;
    struct fault fault;
    line_reset(&line);
    sequence_reset(&sequence);
    session_identity(&fields);
    notice("hello", &fields);
    while (!port_stop_wanted()) {
        if (!port_try(turn, NULL, &fault))
            continue;
        /* Outside any command: commands and job steps have a recovery point of their own. */
        line_reset(&line);
        faulted(&fault, &fields);
        notice("fault", &fields);
    }
}
