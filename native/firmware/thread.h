/* The one litmus thread of this firmware: its image arrives in pieces, is sealed by a checksum of the whole, and only then exists for the
 * job. */
#ifndef AMP_THREAD_H
#define AMP_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/litmus.h"

/* Forgets the thread and makes room for an image of `bytes` bytes, all 0. False: it would not fit. */
bool thread_begin(uint64_t bytes);
/* Bytes of the image that was begun. False: they lie outside it, or none was begun. */
bool thread_put(uint64_t offset, const uint8_t *bytes, size_t count);

enum thread_seal { THREAD_SEALED, THREAD_NONE, THREAD_CRC, THREAD_IMAGE };
/* Checks the CRC-32 of the whole and every field of its header, and makes the code executable. */
enum thread_seal thread_seal(uint32_t crc);

/* The sealed thread; NULL when there is none. */
struct amp_litmus *thread_sealed(void);

#endif
