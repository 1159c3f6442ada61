/* Private memory of a job: what the other side of a copy is. Never in the window. */
#ifndef AMP_SCRATCH_H
#define AMP_SCRATCH_H

#include <stdint.h>

#if defined(__arm__)
#define AMP_SCRATCH_BYTES 0x4000u /* the firmware's data lies in half a megabyte */
#else
#define AMP_SCRATCH_BYTES 0x100000u
#endif

/* AMP_SCRATCH_BYTES of this thread, 64-byte aligned; what a step leaves in it is there in the next only while this thread steps no other
 * job. */
uint8_t *amp_scratch(void);

#endif
