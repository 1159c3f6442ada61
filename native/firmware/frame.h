/* The frame around a command: sequence number and CRC-16/CCITT-FALSE. */
#ifndef AMP_FRAME_H
#define AMP_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

enum frame_kind {
    FRAME_BARE, /* as a person types it */
    FRAME_GOOD, /* `seq` and `body` are set */
    FRAME_BAD   /* neither: bad CRC or form, or a piece of a broken frame */
};

struct frame {
    uint32_t seq; /* 1 to AMP_SEQ_MAX; 0 for a bare line */
    char *body;   /* the command, NUL-terminated, inside the line */
};

uint16_t frame_crc(const char *bytes, size_t length);
/* Takes a line apart in place. `text` is NUL-terminated and `length` long. */
enum frame_kind frame_open(char *text, size_t length, struct frame *frame);
/* Builds `@SEQ BODY *CRC\n`, or `BODY\n` for seq 0. */
void frame_close(struct text *line, uint32_t seq, const struct text *body);
/* Adds ` *CRC\n` over what the line holds so far. */
void frame_seal(struct text *line);

#endif
