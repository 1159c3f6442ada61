/* Bounded assembly of received bytes into lines. */
#ifndef AMP_LINE_H
#define AMP_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

enum line_event {
    LINE_MORE,  /* no line yet; empty lines count as nothing */
    LINE_READY, /* `text` holds a line without its newline, NUL-terminated, until the next line_put */
    LINE_BAD    /* a line ended that was too long or held a byte outside 0x20 to 0x7E: dropped */
};

struct line {
    char text[AMP_LINE_IN_MAX];
    uint8_t length;
    bool bad;
    bool ended;
};

void line_reset(struct line *line);
enum line_event line_put(struct line *line, uint8_t byte);

#endif
