#ifndef AMP_QEMU_DOORBELL_H
#define AMP_QEMU_DOORBELL_H

#include <stdint.h>

/* The A53s' interrupt distributor: one page of the port's MPU plan. */
#define GICD 0xf9010000u

#endif
