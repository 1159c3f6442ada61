#include "line.h"

#include <string.h>

#include "check.h"

static struct line line;

static enum line_event feed(const char *bytes) {
    enum line_event event = LINE_MORE;
    for (; *bytes != '\0'; bytes++)
        event = line_put(&line, (uint8_t)*bytes);
    return event;
}

static void takes(const char *bytes, const char *expected) {
    const enum line_event event = feed(bytes);
    CHECK(event == LINE_READY && strcmp(line.text, expected) == 0 && line.length == strlen(expected), "'%s' gave %d '%s'", bytes, event,
          line.text);
}

static void drops(const char *bytes) {
    const enum line_event event = feed(bytes);
    CHECK(event == LINE_BAD, "'%s' gave %d", bytes, event);
}

int main(void) {
    char longest[AMP_LINE_IN_MAX + 2];
    line_reset(&line);
    takes("id\n", "id");
    takes("id\r\n", "id");
    takes("\r\n\n\nid\n", "id");
    CHECK(feed("\n") == LINE_MORE, "an empty line is no line");
    CHECK(feed("half") == LINE_MORE, "a line has not ended");
    takes(" way\n", "half way");

    memset(longest, 'x', sizeof longest);
    strcpy(longest + AMP_LINE_IN_MAX - 1, "\n");
    CHECK(feed(longest) == LINE_READY && line.length == AMP_LINE_IN_MAX - 1, "%d bytes with the newline fit", AMP_LINE_IN_MAX);
    memset(longest, 'x', sizeof longest);
    strcpy(longest + AMP_LINE_IN_MAX, "\n");
    drops(longest);
    takes("after\n", "after");

    for (int i = 0; i < 10000; i++)
        CHECK(line_put(&line, 'y') == LINE_MORE, "no end yet");
    drops("\n");
    drops("a\tb\n");
    drops("\x7f\n");
    drops("\x80\n");
    line_put(&line, 0);
    drops("id\n");
    takes("id\n", "id");
    puts("line: 14");
    return 0;
}
