#include "scratch.h"

/* Jobs of the addon run on threads of their own; the firmware has one thread, and no thread-local storage. */
#if __STDC_HOSTED__
static _Thread_local _Alignas(64) uint8_t scratch[AMP_SCRATCH_BYTES];
#else
static _Alignas(64) uint8_t scratch[AMP_SCRATCH_BYTES];
#endif

uint8_t *amp_scratch(void) {
    return scratch;
}
