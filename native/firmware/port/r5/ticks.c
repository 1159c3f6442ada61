/* The PMU's cycle counter, extended to 64 bits in software: right as long as it is read once a turn of the 32 bits, which job steps do. A
 * turn missed while idle is not noticed and does no harm, since the count still never goes back. */
#include "core/ticks.h"

#include "cp15.h"
#include "r5.h"

enum { PMCR_ENABLE = 1, PMCR_DIVIDE_64 = 8 };

static uint32_t high, last;

void ticks_init(void) {
    pmcr_set((pmcr_get() & ~(uint32_t)PMCR_DIVIDE_64) | PMCR_ENABLE);
    pmcntenset_set(1u << 31);
    isb();
}

uint64_t amp_port_ticks(void) {
    isb(); /* not ahead of the work that it is to time */
    const uint32_t now = pmccntr_get();
    if (now < last)
        high++;
    last = now;
    return (uint64_t)high << 32 | now;
}
