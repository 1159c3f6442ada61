/* The doorbell of this side: an interrupt that it raises on the other. A port that has one supplies both; without one the weak
 * definitions of ring.c say so, and the job is refused. */
#ifndef AMP_BELL_H
#define AMP_BELL_H

#include <stdbool.h>

bool amp_port_has_bell(void);
/* Raises the interrupt once. The caller has made complete (DSB) what the other side is to find when it wakes. */
void amp_port_ring(void);

#endif
