/* Bounded building of a line. What does not fit is dropped and `full` set; nothing is ever written past the end. */
#ifndef AMP_TEXT_H
#define AMP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"

struct text {
    char bytes[AMP_LINE_OUT_MAX];
    size_t length;
    bool full;
};

void text_clear(struct text *text);
void text_char(struct text *text, char c);
void text_add(struct text *text, const char *string);
void text_append(struct text *text, const struct text *other);
/* At least `digits` hexadecimal digits. */
void text_hex(struct text *text, uint64_t value, unsigned digits);
void text_dec(struct text *text, uint32_t value);
/* A space (unless it is the first), KEY=, the value in hexadecimal. */
void text_field(struct text *text, const char *key, uint64_t value);
void text_word(struct text *text, const char *key, const char *value);

#endif
