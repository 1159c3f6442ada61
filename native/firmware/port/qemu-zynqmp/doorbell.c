/* The doorbell of the virtual board: the R5 sets its shared peripheral interrupt pending in the A53s' distributor (GICv2, ARM IHI 0048,
 * GICD_ISPENDRn). QEMU 7.2 models no IPI block but the PMU's; on silicon the R5 does not reach this register, see port/zynqmp. */
#include "memmap.h"

#include "core/bell.h"

#include "doorbell.h"

#ifdef AMP_DOORBELL_IRQ
bool amp_port_has_bell(void) {
    return true;
}

void amp_port_ring(void) {
    volatile uint32_t *const pending = (volatile uint32_t *)(GICD + 0x200u + AMP_DOORBELL_IRQ / 32 * 4);
    *pending = 1u << AMP_DOORBELL_IRQ % 32;
}
#endif
