#include "frame.h"

#include <string.h>

#include "check.h"
#include "protocol.h"

static char buffer[AMP_LINE_IN_MAX];

static enum frame_kind opened(const char *text, struct frame *frame) {
    CHECK(strlen(text) < sizeof buffer, "test line too long");
    strcpy(buffer, text);
    return frame_open(buffer, strlen(text), frame);
}

static const char *sealed(const char *body) {
    static struct text line;
    text_clear(&line);
    text_add(&line, body);
    frame_seal(&line);
    line.bytes[line.length - 1] = '\0'; /* without the newline, as line_put leaves it */
    return line.bytes;
}

static void bad(const char *text) {
    struct frame frame;
    CHECK(opened(text, &frame) == FRAME_BAD, "'%s' was taken", text);
}

static void every_flipped_bit(const char *good) {
    char text[AMP_LINE_IN_MAX];
    for (size_t i = 0; i < strlen(good); i++)
        for (int bit = 0; bit < 8; bit++) {
            struct frame frame;
            strcpy(text, good);
            text[i] ^= (char)(1 << bit);
            if (text[i] < 0x20 || text[i] > 0x7e)
                continue; /* line.c takes care of these */
            CHECK(opened(text, &frame) != FRAME_GOOD, "'%s' was taken", text);
            CHECK(i > 0 || opened(text, &frame) == FRAME_BAD, "'%s' was taken for a person's command", text);
        }
}

static void cut_anywhere(const char *good) {
    char text[AMP_LINE_IN_MAX];
    for (size_t i = 1; i < strlen(good); i++) {
        struct frame frame;
        strcpy(text, good);
        text[i] = '\0';
        CHECK(opened(text, &frame) == FRAME_BAD, "the head '%s' was taken", text);
        /* Cut by a byte that became a newline: the tail must not be executed as a bare command, but for pieces of the CRC itself. */
        if (strlen(good + i) >= 5)
            CHECK(opened(good + i, &frame) == FRAME_BAD, "the tail '%s' was taken", good + i);
    }
}

int main(void) {
    struct frame frame;
    struct text line, body;
    CHECK(frame_crc("123456789", 9) == 0x29b1, "CRC-16/CCITT-FALSE of 123456789 is 29B1");
    CHECK(opened("read 32 100", &frame) == FRAME_BARE && frame.seq == 0 && strcmp(frame.body, "read 32 100") == 0, "bare");
    CHECK(opened(sealed("@17 read 32 100"), &frame) == FRAME_GOOD && frame.seq == 17 && strcmp(frame.body, "read 32 100") == 0, "framed");
    CHECK(opened(sealed("@9999 x"), &frame) == FRAME_GOOD && frame.seq == 9999, "highest SEQ");
    bad(sealed("@0 id"));
    bad(sealed("@10000 id"));
    bad(sealed("@-1 id"));
    bad(sealed("@ id"));
    bad(sealed("@1"));
    bad(sealed("id"));
    bad("@1 id");
    bad("@");
    bad("@1 id *");
    bad("@1 id *12");
    bad("@1 id*29B1");
    every_flipped_bit(sealed("@17 write 32 100 deadbeef"));
    cut_anywhere(sealed("@17 write 32 100 deadbeef"));

    text_clear(&body);
    text_add(&body, "ok");
    frame_close(&line, 17, &body);
    CHECK(line.length == 13 && memcmp(line.bytes, "@17 ok *", 8) == 0 && line.bytes[12] == '\n', "answer of %zu bytes", line.length);
    frame_close(&line, 0, &body);
    CHECK(line.length == 3 && memcmp(line.bytes, "ok\n", 3) == 0, "bare answer");
    puts("frame: 17");
    return 0;
}
