#include "line.h"

void line_reset(struct line *line) {
    line->length = 0;
    line->bad = false;
    line->ended = false;
    line->text[0] = '\0';
}

enum line_event line_put(struct line *line, uint8_t byte) {
    if (line->ended)
        line_reset(line);
    if (byte == '\r')
        return LINE_MORE;
    if (byte == '\n') {
        line->ended = true;
        line->text[line->length] = '\0';
        if (line->bad)
            return LINE_BAD;
        return line->length == 0 ? LINE_MORE : LINE_READY;
    }
    /* The last place is the NUL's, which stands where the newline was: so AMP_LINE_IN_MAX counts the newline. */
    if (byte < 0x20 || byte > 0x7e || line->length >= sizeof line->text - 1)
        line->bad = true;
    else
        line->text[line->length++] = (char)byte;
    return LINE_MORE;
}
