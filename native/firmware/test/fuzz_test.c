/* A million bytes into the whole command loop: noise, commands, commands with noise in them, cut and joined lines. Deterministic. */
#include <string.h>

#include "check.h"
#include "fake_port.h"
#include "frame.h"
#include "session.h"

enum { BYTES = 1000000, PENDING = 256 };

static uint64_t state = 0x9e3779b97f4a7c15;
static uint32_t sent, lines, answers;
static char pending[PENDING];
static size_t at, length;

static uint32_t random_below(uint32_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % limit;
}

static void add(const char *text) {
    while (*text != '\0' && length < PENDING - 1)
        pending[length++] = *text++;
}

/* A number that is often at an edge. */
static void add_number(void) {
    static const char *const edges[] = {
        "0", "1", "40", "80", "ffff", "10000", "fff8", "3ed80000", "3ed8ffff", "ffffffff", "ffffffffffffffff", "x"};
    char text[20];
    const uint32_t choice = random_below(20);
    if (choice < sizeof edges / sizeof edges[0]) {
        add(edges[choice]);
        return;
    }
    snprintf(text, sizeof text, "%x", random_below(0x12000));
    add(text);
}

static void add_command(void) {
    static const char *const words[] = {"hello ",
                                        "id",
                                        "open 3ed80000.shm",
                                        "open 3ed80000.shm ",
                                        "close",
                                        "read 32 ",
                                        "write 8 ",
                                        "read 64 ",
                                        "write 16 ",
                                        "bread ",
                                        "bwrite ",
                                        "bset ",
                                        "phys ",
                                        "virt ",
                                        "p2o ",
                                        "v2o ",
                                        "code begin ",
                                        "code put ",
                                        "code seal ",
                                        "outcome ",
                                        "tmap c ",
                                        "tmap ",
                                        "tpage 0 ",
                                        "tpage ",
                                        "tphys ",
                                        "tp2o ",
                                        "probe 32 ",
                                        "probe 8 ",
                                        "poke 32 ",
                                        "poke 64 ",
                                        "attempt priv read ",
                                        "attempt user ",
                                        "protect ",
                                        "protect 100 40 ",
                                        "mpu ",
                                        "guard fill ",
                                        "guard check ",
                                        "args ",
                                        "job fill 1 5 100 1000 20",
                                        "job verify 1 5 100 1000 20",
                                        "job verify ",
                                        "job bench 0 20 0 1000 3",
                                        "job bench ",
                                        "job handoff 0 0 1000 40 ff 1 1 1 1 ff 1",
                                        "job handoff ",
                                        "job message 0 0 10 1 1",
                                        "job message ",
                                        "cancel",
                                        "cancel",
                                        "counters",
                                        "help",
                                        "hello 1",
                                        "open 3ed80000.shm"};
    add(words[random_below(sizeof words / sizeof words[0])]);
    for (uint32_t count = random_below(5); count > 0; count--) {
        add_number();
        add(" ");
    }
}

static void next_line(void) {
    at = length = 0;
    if (random_below(8) == 0) {
        for (uint32_t count = random_below(120); count > 0; count--)
            pending[length++] = (char)random_below(256);
    } else if (random_below(2) == 0) {
        add_command();
    } else {
        char head[8];
        snprintf(head, sizeof head, "@%u ", 1 + random_below(20));
        add(head);
        add_command();
        char tail[8];
        snprintf(tail, sizeof tail, " *%04X", frame_crc(pending, length));
        add(tail);
    }
    if (length > 0 && random_below(6) == 0)
        pending[random_below((uint32_t)length)] = (char)random_below(256);
    if (random_below(16) != 0)
        add("\n");
}

static int next(void) {
    if (sent == BYTES)
        return -2;
    if (at == length) {
        next_line();
        if (length == 0)
            return -1;
        if (random_below(4) == 0)
            return -1; /* time for a running job */
    }
    sent++;
    return (unsigned char)pending[at++];
}

/* Every line from the R5 is one that the protocol knows, with the right CRC. */
static void line_from_r5(const char *line, size_t size) {
    char copy[AMP_LINE_OUT_MAX];
    struct frame frame;
    lines++;
    if (line[0] == '#')
        return;
    if (line[0] == '!') {
        CHECK(size > 6 && line[size - 5] == '*', "notice '%s'", line);
        return;
    }
    memcpy(copy, line, size + 1);
    const enum frame_kind kind = frame_open(copy, size, &frame);
    CHECK(kind == (line[0] == '@' ? FRAME_GOOD : FRAME_BARE), "'%s'", line);
    CHECK(strncmp(frame.body, "ok", 2) == 0 || strncmp(frame.body, "err ", 4) == 0 || strcmp(frame.body, "ack") == 0, "'%s'", line);
    answers++;
}

int main(void) {
    fake_next = next;
    fake_line = line_from_r5;
    session_run();
    const struct counters *c = &session_counters;
    printf("fuzz: %u bytes, %u lines taken, %u bad, %u resends, %u faults, %u jobs, %u answers\n", sent, c->lines, c->badlines, c->resends,
           c->faults, c->jobs, answers);
    CHECK(c->lines > 1000 && c->badlines > 1000 && c->resends > 100 && c->faults > 100 && c->jobs > 100 && answers > 1000, "too tame");
    return 0;
}
