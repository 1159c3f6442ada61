/* Cache maintenance by address, of this side's data cache: what a window that is mapped cacheable needs around every hand-over.
 *
 *                R5                       posix port             addon (Linux: a Device mapping)
 * clean          DCCMVAC of each line     the model of the L1    nothing: no line can hold any of it
 * invalidate     DCIMVAC of each line     the model of the L1    nothing
 *
 * Both act on every line that [p, p + bytes) touches, so what shares a line with it is cleaned or thrown away as well, and end with a DSB.
 * Lines that are not cached are left alone. The firmware's port supplies both; where none does, the weak definitions of maintenance.c do
 * nothing.
 */
#ifndef AMP_MAINTENANCE_H
#define AMP_MAINTENANCE_H

#include <stdint.h>

/* What this side stored is in memory. The lines stay in the cache. */
void amp_port_clean(volatile void *p, uint64_t bytes);
/* The next load comes from memory; what was stored there and not cleaned is lost. */
void amp_port_invalidate(volatile void *p, uint64_t bytes);

#endif
