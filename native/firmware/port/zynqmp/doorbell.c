/* The doorbell of silicon: the IPI block (UG1087, module IPI). Not run on silicon by us.
 *
 * RPU 0 is channel 1, whose registers are at 0xFF310000; Linux's UIO node is channel 7's, `ff340000.ipi` with SPI 29, as in Xilinx's AMP
 * demos. A write of bit 24 to channel 1's TRIG raises channel 7's interrupt, which stays up until Linux writes bit 8 (RPU 0) to channel 7's
 * ISR at 0xFF340010. */
#include "core/bell.h"

#include "ipi.h"

#define IPI_TRIG 0x00u
#define CHANNEL_7 (1u << 24)

bool amp_port_has_bell(void) {
    return true;
}

void amp_port_ring(void) {
    *(volatile uint32_t *)(IPI_RPU0 + IPI_TRIG) = CHANNEL_7;
}
