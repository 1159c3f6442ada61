/* Device-safe block transfer between the mapping and private memory: on the mapping only naturally aligned volatile accesses, the
 * widest that the address allows (LDP/STP of X registers, 64, 32, 16, 8 bits). The private side may have any alignment. */
#ifndef AMP_BLOCK_H
#define AMP_BLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Calling context: any thread; the caller has checked the range. A full-system DMB stands before the loads of a read (what this core
 * read earlier, say a flag, stays before the data) and after the stores of a write or set (the data stays before a flag stored next),
 * as in libmetal. */
void amp_block_read(void *to, const volatile void *from, size_t len);
void amp_block_write(volatile void *to, const void *from, size_t len);
void amp_block_set(volatile void *to, uint8_t byte, size_t len);

#endif
