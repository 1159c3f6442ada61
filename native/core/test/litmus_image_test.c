/* The header of an uploaded image: every field is checked before it is used, whatever it holds. */
#include "../litmus_image.h"
#include "../pattern.h"
#include "memory.h"

enum { BYTES = 0x140, CODE = 0xC0 };

static const struct amp_litmus_image GOOD = {
    .magic = AMP_LITMUS_MAGIC,
    .bytes = BYTES,
    .code_offset = CODE,
    .code_bytes = BYTES - CODE,
    .isa = AMP_LITMUS_X86_64,
    .roles = 2,
    .locations = 2,
    .stride = 64,
    .outs = {2, 1},
    .finals = 3,
    .location = {{0, 32, 1, 0}, {8, 64, 2, 3}},
};

static enum amp_status read(const struct amp_litmus_image *header, size_t len) {
    /* Of exactly that length and at an odd address: what reads past it or as words is an error of the sanitiser. */
    uint8_t *const memory = malloc(len + 1);
    struct amp_litmus_image image;
    CHECK(memory != NULL, "no memory");
    memset(memory, 0, len + 1);
    memcpy(memory + 1, header, len < sizeof *header ? len : sizeof *header);
    const enum amp_status status = amp_litmus_image_read(&image, memory + 1, len);
    free(memory);
    return status;
}

static const struct {
    unsigned word;
    uint32_t value;
} bad[] = {
    {0, 0x324D544C}, /* magic */
    {1, BYTES - 4},  /* bytes */
    {2, 0},          /* offset of the code */
    {2, 0x80},
    {2, 0xC1},
    {2, 0x140},
    {2, UINT32_MAX - 63},
    {3, 0}, /* bytes of the code */
    {3, BYTES - CODE + 1},
    {3, UINT32_MAX},
    {4, 0}, /* isa */
    {4, AMP_LITMUS_AARCH64},
    {4, AMP_LITMUS_ARMV7_R},
    {5, 0}, /* roles */
    {5, 1},
    {5, 5},
    {6, 0}, /* locations */
    {6, 1},
    {6, 9},
    {7, 8}, /* stride */
    {7, 48},
    {7, 0x2000},
    {7, 0},
    {8, 9}, /* outs */
    {8, UINT32_MAX},
    {10, 1},
    {12, 4}, /* finals */
    {12, UINT32_MAX},
    {13, 1}, /* zero */
    {15, 1},
    {16, 2}, /* offset of location 0 */
    {16, 64},
    {16, 8},
    {16, UINT32_MAX - 3},
    {17, 16}, /* its width */
    {17, 0},
    {20, 4}, /* offset of location 1 */
    {20, 64},
    {24, 4}, /* of one that is not used */
    {47, 1},
};

int main(void) {
    CHECK(read(&GOOD, BYTES) == AMP_OK, "a good one");
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct amp_litmus_image image = GOOD;
        ((uint32_t *)&image)[bad[i].word] = bad[i].value;
        CHECK(read(&image, BYTES) == AMP_E_ARG, "word %u = %x", bad[i].word, bad[i].value);
    }
    for (size_t len = 0; len < BYTES; len++)
        CHECK(read(&GOOD, len) == AMP_E_ARG, "cut off at %zu", len);
    struct amp_litmus_image image = GOOD;
    image.bytes = AMP_LITMUS_IMAGE_MAX + 4;
    CHECK(read(&image, AMP_LITMUS_IMAGE_MAX + 4) == AMP_E_ARG, "too long");
    image = GOOD;
    image.outs[0] = image.outs[1] = 8;
    CHECK(read(&image, BYTES) == AMP_E_ARG, "18 words");
    image.finals = 0;
    CHECK(read(&image, BYTES) == AMP_OK, "16 words");

    /* Any words at all: what is accepted keeps its promises. */
    unsigned accepted = 0;
    const unsigned rounds = 200000;
    for (unsigned n = 0; n < rounds; n++) {
        uint32_t words[sizeof image / 4];
        memcpy(words, &GOOD, sizeof words);
        for (unsigned k = 0; k <= n % 3; k++) {
            const uint64_t random = amp_mix64(4 * (uint64_t)n + k);
            words[(random >> 32) % (sizeof words / 4)] = (uint32_t)random >> ((random >> 40) % 32);
        }
        memcpy(&image, words, sizeof image);
        if (read(&image, BYTES) != AMP_OK)
            continue;
        accepted++;
        CHECK((uint64_t)image.code_offset + image.code_bytes <= BYTES && image.code_offset >= sizeof image, "code");
        CHECK(amp_litmus_image_words(&image) <= AMP_LITMUS_WORDS, "words");
        for (unsigned k = 0; k < image.locations; k++)
            CHECK((uint64_t)image.location[k].offset + image.location[k].width / 8 <= image.stride, "location %u", k);
    }
    CHECK(accepted > 100 && accepted < rounds, "%u accepted", accepted);
    printf("litmus_image: %u of %u mutated headers accepted\n", accepted, rounds);
    return 0;
}
