#include "text.h"

#include <string.h>

#include "check.h"

static struct {
    struct text text;
    char fence[16];
} room;

static void is(const char *expected) {
    const struct text *text = &room.text;
    CHECK(text->length == strlen(expected) && memcmp(text->bytes, expected, text->length) == 0, "'%.*s' instead of '%s'", (int)text->length,
          text->bytes, expected);
}

int main(void) {
    struct text *text = &room.text;
    text_hex(text, 0, 1);
    text_field(text, "a", 0xfedcba9876543210);
    text_word(text, "b", "c");
    text_char(text, ' ');
    text_hex(text, 0x12, 16);
    text_char(text, ' ');
    text_dec(text, 4294967295u);
    text_dec(text, 0);
    is("0 a=fedcba9876543210 b=c 0000000000000012 42949672950");

    /* Whatever is added last, the end holds. */
    text_clear(text);
    memset(room.fence, 'f', sizeof room.fence);
    for (unsigned i = 0; i < AMP_LINE_OUT_MAX; i++) {
        CHECK(!text->full, "full at %u", i);
        text_char(text, 'x');
    }
    text_char(text, 'y');
    text_add(text, "yy");
    text_hex(text, 1, 16);
    CHECK(text->full && text->length == AMP_LINE_OUT_MAX && text->bytes[AMP_LINE_OUT_MAX - 1] == 'x', "length %zu", text->length);
    for (unsigned i = 0; i < sizeof room.fence; i++)
        CHECK(room.fence[i] == 'f', "written past the end");
    puts("text: 4");
    return 0;
}
