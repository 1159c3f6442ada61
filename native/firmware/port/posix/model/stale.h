/* `stale-read=1/N`: a load of a line that the other side has changed since the core last read it gives, once in N times, what the core read
 * there then; and so do the next loads of that line, for a while. */
#ifndef AMP_MODEL_STALE_H
#define AMP_MODEL_STALE_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"

/* Asks the command line whether the fault is on; offsets from `size` on are spared. */
void stale_attach(uint64_t size);
bool stale_on(uint64_t off);

/* Only where stale_on: what the core reads, and what it is told of the core's own stores, which it never hides. */
struct model_line stale_line(uint64_t off);
void stale_own(uint64_t off, unsigned bytes, uint64_t value);

#endif
