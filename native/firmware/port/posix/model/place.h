/* Faults of the lines between the core and memory: `stuck-bit`, `swapped-lanes`, `alias-address`, `window-shifted`. */
#ifndef AMP_MODEL_PLACE_H
#define AMP_MODEL_PLACE_H

#include <stdint.h>

/* Asks the command line which of them are on; offsets from `size` on are spared. */
void place_attach(uint64_t size);

/* Where an access at `off` goes. */
uint64_t place_of(uint64_t off);
/* Where a load of `bytes` at `off` takes its value from, lanes included, and what is made of the value. */
uint64_t place_of_load(uint64_t off, unsigned bytes);
uint64_t place_value(uint64_t off, unsigned bytes, uint64_t value);

#endif
