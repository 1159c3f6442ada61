/* Device-safe block transfer between the mapping and private memory: on the mapping only naturally aligned volatile accesses, the
 * widest that address, length and memory type allow. The private side may have any alignment.
 *
 *             Device               Normal
 * AArch64     LDP/STP X, 64…8      LDP/STP X, 64…8
 * ARMv7-R     LDRD/STRD, 32…8      LDM/STM of four words, LDRD/STRD, 32…8
 * x86-64      64…8                 64…8
 */
#ifndef AMP_BLOCK_H
#define AMP_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "memory_type.h"
#include "status.h"

/* Calling context: any thread; the caller has checked the range. A full-system DMB stands before the loads of a read (what this core
 * read earlier, say a flag, stays before the data) and after the stores of a write or set (the data stays before a flag stored next),
 * as in libmetal. */
void amp_block_read(void *to, const volatile void *from, size_t len, enum amp_memory memory);
void amp_block_write(volatile void *to, const void *from, size_t len, enum amp_memory memory);
void amp_block_set(volatile void *to, uint8_t byte, size_t len, enum amp_memory memory);

/* The same with every access `width` bits wide (8, 16, 32, 64, 128: two halves of 64 where port.h says so), in address order. AMP_E_ARG: no
 * such width; AMP_E_ALIGN: address or length is no multiple of it. Neither touches anything. */
enum amp_status amp_block_read_width(void *to, const volatile void *from, size_t len, unsigned width);
enum amp_status amp_block_write_width(volatile void *to, const void *from, size_t len, unsigned width);
enum amp_status amp_block_set_width(volatile void *to, uint8_t byte, size_t len, unsigned width);

#endif
