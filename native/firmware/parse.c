#include "parse.h"

bool parse_words(char *text, struct words *words) {
    words->count = 0;
    for (;;) {
        while (*text == ' ')
            *text++ = '\0';
        if (*text == '\0')
            return true;
        if (words->count == AMP_WORDS_MAX)
            return false;
        words->word[words->count++] = text;
        while (*text != ' ' && *text != '\0')
            text++;
    }
}

bool parse_same(const char *a, const char *b) {
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

int parse_digit(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool parse_hex(const char *text, uint64_t max, uint64_t *value) {
    uint64_t sum = 0;
    unsigned digits = 0;
    for (; *text != '\0'; text++) {
        int digit = parse_digit(*text);
        if (digit < 0 || ++digits > 16)
            return false;
        sum = sum << 4 | (unsigned)digit;
    }
    if (digits == 0 || sum > max)
        return false;
    *value = sum;
    return true;
}

bool parse_dec(const char *text, uint32_t max, uint32_t *value) {
    uint32_t sum = 0;
    unsigned digits = 0;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || ++digits > 9)
            return false;
        sum = sum * 10 + (uint32_t)(*text - '0');
    }
    if (digits == 0 || sum > max)
        return false;
    *value = sum;
    return true;
}

bool parse_width(const char *text, unsigned *bytes) {
    uint32_t bits;
    if (!parse_dec(text, 64, &bits) || (bits != 8 && bits != 16 && bits != 32 && bits != 64))
        return false;
    *bytes = bits / 8;
    return true;
}

size_t parse_bytes(const char *text, uint8_t *bytes, size_t room) {
    size_t count = 0;
    for (; *text != '\0'; text += 2) {
        int high = parse_digit(text[0]);
        int low = high < 0 ? -1 : parse_digit(text[1]);
        if (low < 0 || count == room)
            return 0;
        bytes[count++] = (uint8_t)(high << 4 | low);
    }
    return count;
}
