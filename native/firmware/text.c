#include "text.h"

void text_clear(struct text *text) {
    text->length = 0;
    text->full = false;
}

void text_char(struct text *text, char c) {
    if (text->length < sizeof text->bytes)
        text->bytes[text->length++] = c;
    else
        text->full = true;
}

void text_add(struct text *text, const char *string) {
    while (*string != '\0')
        text_char(text, *string++);
}

void text_append(struct text *text, const struct text *other) {
    for (size_t i = 0; i < other->length; i++)
        text_char(text, other->bytes[i]);
}

void text_hex(struct text *text, uint64_t value, unsigned digits) {
    unsigned count = 1;
    while (count < 16 && (value >> (4 * count)) != 0)
        count++;
    if (count < digits)
        count = digits;
    while (count-- > 0)
        text_char(text, count < 16 ? "0123456789abcdef"[value >> (4 * count) & 15] : '0');
}

void text_dec(struct text *text, uint32_t value) {
    char digits[10];
    unsigned count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    while (count > 0)
        text_char(text, digits[--count]);
}

static void key_of(struct text *text, const char *key) {
    if (text->length > 0)
        text_char(text, ' ');
    text_add(text, key);
    text_char(text, '=');
}

void text_field(struct text *text, const char *key, uint64_t value) {
    key_of(text, key);
    text_hex(text, value, 1);
}

void text_word(struct text *text, const char *key, const char *value) {
    key_of(text, key);
    text_add(text, value);
}
