/* Covers an address range exactly with the fewest MPU regions. */
#ifndef AMP_COVER_H
#define AMP_COVER_H

#include "port.h"

/* Fills in base, size and disabled eighths of at most `room` regions, each enabled with `access`. Returns the number needed, which may be
 * more than `room`; 0 when the range is empty, not a multiple of 32 bytes, or runs past 4 GiB. */
unsigned cover_range(uint64_t base, uint64_t size, uint16_t access, struct mpu_region *regions, unsigned room);

#endif
