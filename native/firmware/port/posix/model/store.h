/* A store on its way from the core, or through a write-through cache, to the bus: `torn-32`, `torn-64` and `line-clobber`. */
#ifndef AMP_MODEL_STORE_H
#define AMP_MODEL_STORE_H

#include <stdbool.h>
#include <stdint.h>

/* Asks the command line which of them are on; offsets from `size` on are spared. */
void store_attach(uint64_t size);
void store_out(uint64_t off, unsigned bytes, uint64_t value);

#endif
