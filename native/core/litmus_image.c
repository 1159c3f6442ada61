#include "litmus_image.h"

#include "private.h"

_Static_assert(sizeof(struct amp_litmus_image) == 192, "48 words");
_Static_assert(offsetof(struct amp_litmus_image, outs) == 32, "word 8");
_Static_assert(offsetof(struct amp_litmus_image, finals) == 48, "word 12");
_Static_assert(offsetof(struct amp_litmus_image, location) == 64, "word 16");

#if defined(__aarch64__)
enum { OWN_ISA = AMP_LITMUS_AARCH64, INSTRUCTION = 4 };
#elif defined(__x86_64__)
enum { OWN_ISA = AMP_LITMUS_X86_64, INSTRUCTION = 1 };
#else
enum { OWN_ISA = AMP_LITMUS_ARMV7_R, INSTRUCTION = 4 };
#endif

unsigned amp_litmus_image_words(const struct amp_litmus_image *image) {
    unsigned words = 0;
    for (unsigned r = 0; r < AMP_LITMUS_ROLES; r++)
        words += image->outs[r];
    for (unsigned k = 0; k < AMP_LITMUS_LOCATIONS; k++)
        words += image->finals >> k & 1;
    return words;
}

static int code_bad(const struct amp_litmus_image *image, size_t len) {
    return image->bytes != len || image->isa != OWN_ISA || image->code_offset % 64 != 0 || image->code_offset < sizeof *image ||
           image->code_offset >= len || image->code_bytes == 0 || image->code_bytes > len - image->code_offset ||
           image->code_bytes % INSTRUCTION != 0;
}

static int shape_bad(const struct amp_litmus_image *image) {
    if (image->roles < 1 || image->roles > AMP_LITMUS_ROLES || image->locations < 1 || image->locations > AMP_LITMUS_LOCATIONS)
        return 1;
    if (image->stride < AMP_LITMUS_STRIDE_MIN || image->stride > AMP_LITMUS_STRIDE_MAX || (image->stride & (image->stride - 1)) != 0)
        return 1;
    for (unsigned r = 0; r < AMP_LITMUS_ROLES; r++)
        if (image->outs[r] > (r < image->roles ? AMP_LITMUS_OUTS : 0))
            return 1;
    return image->finals >> image->locations != 0 || amp_litmus_image_words(image) > AMP_LITMUS_WORDS ||
           (image->zero[0] | image->zero[1] | image->zero[2]) != 0;
}

static int location_bad(const struct amp_litmus_image *image, unsigned k) {
    const struct amp_litmus_location *at = &image->location[k];
    if (k >= image->locations)
        return (at->offset | at->width | at->initial_low | at->initial_high) != 0;
    if ((at->width != 32 && at->width != 64) || at->offset % (at->width / 8) != 0 || at->offset > image->stride - at->width / 8)
        return 1;
    for (unsigned j = 0; j < k; j++) {
        const struct amp_litmus_location *other = &image->location[j];
        if (other->offset < at->offset + at->width / 8 && at->offset < other->offset + other->width / 8)
            return 1;
    }
    return 0;
}

enum amp_status amp_litmus_image_read(struct amp_litmus_image *image, const uint8_t *bytes, size_t len) {
    if (len < sizeof *image || len > AMP_LITMUS_IMAGE_MAX)
        return AMP_E_ARG;
    uint32_t *const word = (uint32_t *)image;
    for (unsigned i = 0; i < sizeof *image / 4; i++)
        word[i] = amp_private_get32(bytes + 4 * i);
    if (image->magic != AMP_LITMUS_MAGIC || code_bad(image, len) || shape_bad(image))
        return AMP_E_ARG;
    for (unsigned k = 0; k < AMP_LITMUS_LOCATIONS; k++)
        if (location_bad(image, k))
            return AMP_E_ARG;
    return AMP_OK;
}
