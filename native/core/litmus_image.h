/* The image of one litmus thread as a host uploads it: this header, then the machine code of this side's instruction set.
 * framework/litmus/run/image.ts writes the same; a test keeps the two equal. Little-endian words.
 */
#ifndef AMP_LITMUS_IMAGE_H
#define AMP_LITMUS_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

#define AMP_LITMUS_MAGIC 0x314D544Cu /* "LTM1" */
#define AMP_LITMUS_IMAGE_MAX 4096u   /* bytes of a whole image */
#define AMP_LITMUS_ROLES 4u
#define AMP_LITMUS_LOCATIONS 8u
#define AMP_LITMUS_OUTS 8u   /* words that one role stores */
#define AMP_LITMUS_WORDS 16u /* words of an outcome */
#define AMP_LITMUS_STRIDE_MIN 16u
#define AMP_LITMUS_STRIDE_MAX 4096u

enum amp_litmus_isa { AMP_LITMUS_AARCH64 = 1, AMP_LITMUS_ARMV7_R = 2, AMP_LITMUS_X86_64 = 3 };

struct amp_litmus_location {
    uint32_t offset;       /* in the cell, a multiple of the width */
    uint32_t width;        /* bits: 32 or 64 */
    uint32_t initial_low;  /* value at the start of every iteration */
    uint32_t initial_high; /* of no meaning at 32 bits */
};

struct amp_litmus_image {
    uint32_t magic;
    uint32_t bytes;       /* of the whole image */
    uint32_t code_offset; /* a multiple of 64, behind the header */
    uint32_t code_bytes;
    uint32_t isa;
    uint32_t roles;     /* 1 to 4 */
    uint32_t locations; /* 1 to 8 */
    uint32_t stride;    /* bytes of a cell: a power of two */
    uint32_t outs[AMP_LITMUS_ROLES];
    uint32_t finals; /* bit k: the final value of location k is part of the outcome */
    uint32_t zero[3];
    struct amp_litmus_location location[AMP_LITMUS_LOCATIONS];
};

/* Reads and checks the header of `len` bytes, of any alignment. AMP_E_ARG: some field is not what this side can run; *image is then of no
 * use. Past AMP_OK, [code_offset, code_offset + code_bytes) lies in the image, and every location in its cell. */
enum amp_status amp_litmus_image_read(struct amp_litmus_image *image, const uint8_t *bytes, size_t len);

/* Words of an outcome: those of every role, then the final values. */
unsigned amp_litmus_image_words(const struct amp_litmus_image *image);

#endif
