#include "parse.h"

#include <string.h>

#include "check.h"

static void hex(const char *text, uint64_t max, int good, uint64_t expected) {
    uint64_t value = 0;
    const bool taken = parse_hex(text, max, &value);
    CHECK(taken == (good != 0) && value == expected, "'%s' gave %d %llx", text, taken, (unsigned long long)value);
}

int main(void) {
    struct words words;
    char text[64];
    uint32_t dec;
    unsigned bytes;
    uint8_t data[4];

    strcpy(text, "  write  32 100 ");
    CHECK(parse_words(text, &words) && words.count == 3 && strcmp(words.word[0], "write") == 0 && strcmp(words.word[2], "100") == 0,
          "words");
    strcpy(text, "   ");
    CHECK(parse_words(text, &words) && words.count == 0, "nothing but spaces");
    strcpy(text, "0 1 2 3 4 5 6 7 8 9 a b c d e f");
    CHECK(parse_words(text, &words) && words.count == AMP_WORDS_MAX, "as many as fit");
    strcpy(text, "0 1 2 3 4 5 6 7 8 9 a b c d e f g");
    CHECK(!parse_words(text, &words) && words.count == AMP_WORDS_MAX, "one too many");

    hex("0", UINT64_MAX, 1, 0);
    hex("ffffffffffffffff", UINT64_MAX, 1, UINT64_MAX);
    hex("DeadBeef", UINT32_MAX, 1, 0xdeadbeef);
    hex("10000000000000000", UINT64_MAX, 0, 0);
    hex("00000000000000001", UINT64_MAX, 0, 0);
    hex("100", 0xff, 0, 0);
    hex("", UINT64_MAX, 0, 0);
    hex("0x10", UINT64_MAX, 0, 0);
    hex("-1", UINT64_MAX, 0, 0);
    hex("1g", UINT64_MAX, 0, 0);

    CHECK(parse_dec("999999999", UINT32_MAX, &dec) && dec == 999999999, "nine digits");
    CHECK(!parse_dec("9999999999", UINT32_MAX, &dec) && !parse_dec("", 9, &dec) && !parse_dec("a", 99, &dec) && !parse_dec("10", 9, &dec),
          "what is no such number");
    CHECK(parse_width("8", &bytes) && bytes == 1 && parse_width("64", &bytes) && bytes == 8, "widths");
    CHECK(!parse_width("128", &bytes) && !parse_width("7", &bytes) && !parse_width("", &bytes) && !parse_width("0x8", &bytes), "no widths");

    CHECK(parse_bytes("00fFa5", data, sizeof data) == 3 && data[1] == 0xff && data[2] == 0xa5, "bytes");
    CHECK(parse_bytes("0102030405", data, sizeof data) == 0 && parse_bytes("1", data, 4) == 0 && parse_bytes("1g", data, 4) == 0 &&
              parse_bytes("", data, 4) == 0,
          "no bytes");
    CHECK(parse_same("id", "id") && !parse_same("id", "idx") && !parse_same("idx", "id") && parse_same("", ""), "same");
    puts("parse: 24");
    return 0;
}
