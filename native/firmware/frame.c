#include "frame.h"

#include "parse.h"

uint16_t frame_crc(const char *bytes, size_t length) {
    uint16_t crc = 0xffff;
    while (length-- > 0) {
        crc ^= (uint16_t)((uint8_t)*bytes++ << 8);
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
    }
    return crc;
}

/* `*` and four upper-case hexadecimal digits at the end of the line. */
static bool trailer(const char *text, size_t length, uint16_t *crc) {
    uint16_t value = 0;
    if (length < 5 || text[length - 5] != '*')
        return false;
    for (size_t i = length - 4; i < length; i++) {
        int digit = parse_digit(text[i]);
        if (digit < 0 || (text[i] >= 'a' && text[i] <= 'f'))
            return false;
        value = (uint16_t)(value << 4 | digit);
    }
    *crc = value;
    return true;
}

enum frame_kind frame_open(char *text, size_t length, struct frame *frame) {
    uint16_t crc;
    bool sealed = trailer(text, length, &crc);
    frame->seq = 0;
    frame->body = text;
    if (text[0] != '@')
        /* A sealed line without `@` is the tail of a frame that a stray newline cut in two: never a person's command. */
        return sealed ? FRAME_BAD : FRAME_BARE;
    if (!sealed || length < 9 || text[length - 6] != ' ' || frame_crc(text, length - 6) != crc)
        return FRAME_BAD;
    text[length - 6] = '\0';
    char *end = text + 1;
    while (*end != ' ' && *end != '\0')
        end++;
    if (*end == '\0')
        return FRAME_BAD;
    *end = '\0';
    if (!parse_dec(text + 1, AMP_SEQ_MAX, &frame->seq) || frame->seq == 0)
        return FRAME_BAD;
    frame->body = end + 1;
    return FRAME_GOOD;
}

void frame_seal(struct text *line) {
    uint16_t crc = frame_crc(line->bytes, line->length);
    text_add(line, " *");
    for (int shift = 12; shift >= 0; shift -= 4)
        text_char(line, "0123456789ABCDEF"[crc >> shift & 15]);
    text_char(line, '\n');
}

void frame_close(struct text *line, uint32_t seq, const struct text *body) {
    text_clear(line);
    if (seq != 0) {
        text_char(line, '@');
        text_dec(line, seq);
        text_char(line, ' ');
    }
    text_append(line, body);
    if (seq != 0)
        frame_seal(line);
    else
        text_char(line, '\n');
}
