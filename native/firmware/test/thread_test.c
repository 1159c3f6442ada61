/* A litmus thread's way in: pieces, checksum, header; and that nothing runs which is not sealed. */
#include <string.h>

#include "check.h"
#include "session.h"
#include "thread.h"

enum { BYTES = 0x100 };

static const struct amp_litmus_image header = {
    .magic = AMP_LITMUS_MAGIC,
    .bytes = BYTES,
    .code_offset = 0xC0,
    .code_bytes = 0x40,
    .isa = AMP_LITMUS_X86_64,
    .roles = 1,
    .locations = 1,
    .stride = 16,
    .outs = {1},
    .location = {{0, 32, 0, 0}},
};
static uint8_t image[BYTES];
/* zlib.crc32 of the image. */
static uint32_t right;

static void upload(void) {
    CHECK(thread_begin(BYTES), "begin");
    for (unsigned at = 0; at < BYTES; at += 16)
        CHECK(thread_put(at, image + at, 16), "put");
}

/* CRC-32 by its definition: the remainder of the bits, lowest first, by the polynomial 0x04C11DB7. */
static uint32_t remainder_of(const uint8_t *bytes, size_t count) {
    uint32_t rest = 0, result = 0;
    for (size_t i = 0; i < 8 * (count + 4); i++) {
        const unsigned byte = i / 8 < count ? bytes[i / 8] ^ (i / 8 < 4 ? 0xff : 0) : 0;
        const uint32_t top = rest >> 31;
        rest = rest << 1 | (byte >> i % 8 & 1);
        if (top != 0)
            rest ^= 0x04C11DB7;
    }
    for (unsigned bit = 0; bit < 32; bit++)
        result |= (rest >> bit & 1) << (31 - bit);
    return ~result;
}

int main(void) {
    memcpy(image, &header, sizeof header);
    image[0xC0] = 0xC3;
    right = remainder_of(image, BYTES);
    CHECK(remainder_of((const uint8_t *)"123456789", 9) == 0xCBF43926, "the check value of CRC-32");

    CHECK(thread_seal(0) == THREAD_NONE && thread_sealed() == NULL, "nothing was begun");
    CHECK(!thread_put(0, image, 1), "no room before begin");
    CHECK(!thread_begin(0) && !thread_begin(AMP_LITMUS_IMAGE_MAX + 1) && !thread_begin(UINT64_MAX), "sizes");
    upload();
    CHECK(!thread_put(BYTES - 15, image, 16) && !thread_put(UINT64_MAX, image, 1), "past its end");
    CHECK(thread_seal(right ^ 1) == THREAD_CRC && thread_sealed() == NULL, "wrong checksum");
    CHECK(thread_seal(right) == THREAD_SEALED && thread_sealed() != NULL, "sealed");
    CHECK(!thread_put(0, image, 1) && thread_seal(right) == THREAD_NONE, "sealed is sealed");
    CHECK(thread_sealed()->image.stride == 16, "its header");
    CHECK(!thread_begin(AMP_LITMUS_IMAGE_MAX + 1) && thread_sealed() != NULL, "a begin that is refused changes nothing");

    CHECK(thread_begin(BYTES) && thread_sealed() == NULL, "a new begin unseals");
    CHECK(session_start_job(AMP_JOB_litmus, (const uint64_t[AMP_JOB_ARGS]){0, 1, 0, 0x1000, 0x1000, 1, 0, 0, 0, 0, 1, 0, 0}) == AMP_E_ARG,
          "no job without a thread");
    CHECK(thread_seal(remainder_of((const uint8_t[BYTES]){0}, BYTES)) == THREAD_IMAGE, "the room is 0 again, and that is no image");
    image[0] ^= 1;
    upload();
    CHECK(thread_seal(remainder_of(image, BYTES)) == THREAD_IMAGE && thread_sealed() == NULL, "bad magic");
    printf("thread: %d bytes sealed\n", BYTES);
    return 0;
}
