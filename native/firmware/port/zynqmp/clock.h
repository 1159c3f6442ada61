#ifndef AMP_ZYNQMP_CLOCK_H
#define AMP_ZYNQMP_CLOCK_H

#include <stdint.h>

#define TTC0 0xff110000u

/* Ticks of the cycle counter in a second, measured against TTC0's third counter for about 8 ms; 0 when TTC0 does not count. */
uint64_t clock_measure(void);

#endif
