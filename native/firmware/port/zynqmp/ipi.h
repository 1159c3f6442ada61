#ifndef AMP_ZYNQMP_IPI_H
#define AMP_ZYNQMP_IPI_H

#include <stdint.h>

/* The registers of IPI channel 1, RPU 0: one page of the port's MPU plan. */
#define IPI_RPU0 0xff310000u

#endif
