#include "thread.h"

#include "port.h"

/* On its own lines: where code runs in place, cleaning it must not touch a neighbour's data. And in one page of QEMU's, as port.h has it.
 */
static _Alignas(1024) uint8_t image[AMP_LITMUS_IMAGE_MAX];
static size_t length; /* 0: none was begun */
static bool sealed;
static struct amp_litmus litmus;

static void forget(void) {
    sealed = false;
    litmus.code = NULL;
    port_code_drop();
}

bool thread_begin(uint64_t bytes) {
    if (bytes == 0 || bytes > sizeof image)
        return false;
    forget();
    length = (size_t)bytes;
    for (size_t i = 0; i < sizeof image; i++)
        image[i] = 0;
    return true;
}

bool thread_put(uint64_t offset, const uint8_t *bytes, size_t count) {
    if (sealed || offset > length || count > length - offset)
        return false;
    for (size_t i = 0; i < count; i++)
        image[offset + i] = bytes[i];
    return true;
}

/* CRC-32/ISO-HDLC, bit by bit: a few kilobytes, once a thread. */
static uint32_t crc32(const uint8_t *bytes, size_t count) {
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

enum thread_seal thread_seal(uint32_t crc) {
    if (length == 0 || sealed)
        return THREAD_NONE;
    if (crc32(image, length) != crc)
        return THREAD_CRC;
    if (amp_litmus_image_read(&litmus.image, image, length) != AMP_OK)
        return THREAD_IMAGE;
    litmus.code = (amp_litmus_code)port_code_seal(image + litmus.image.code_offset, litmus.image.code_bytes);
    litmus.histogram.states = 0;
    sealed = litmus.code != NULL;
    return sealed ? THREAD_SEALED : THREAD_IMAGE;
}

struct amp_litmus *thread_sealed(void) {
    return sealed ? &litmus : NULL;
}
