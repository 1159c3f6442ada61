/* Bounded parsing of words and numbers. Every function takes NUL-terminated text and reads nothing past its NUL. */
#ifndef AMP_PARSE_H
#define AMP_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AMP_WORDS_MAX 16

struct words {
    unsigned count;
    const char *word[AMP_WORDS_MAX];
};

/* Splits at spaces, in place. False when there are more than AMP_WORDS_MAX words. */
bool parse_words(char *text, struct words *words);
bool parse_same(const char *a, const char *b);
/* 1 to 16 hexadecimal digits of either case, at most `max`. */
bool parse_hex(const char *text, uint64_t max, uint64_t *value);
/* 1 to 9 decimal digits, at most `max`. */
bool parse_dec(const char *text, uint32_t max, uint32_t *value);
/* 8, 16, 32 or 64, as bytes. */
bool parse_width(const char *text, unsigned *bytes);
/* An even number of hexadecimal digits into at most `room` bytes; returns the number of bytes, 0 when malformed or too many. */
size_t parse_bytes(const char *text, uint8_t *bytes, size_t room);
/* Value of one hexadecimal digit, or -1. */
int parse_digit(char digit);

#endif
