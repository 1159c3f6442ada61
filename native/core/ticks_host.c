/* amp_port_ticks for a process on an x86-64 host: the addon and the firmware's posix port. Empty on every other target. */
#if defined(__x86_64__)
#define _POSIX_C_SOURCE 200809L
#include <time.h>
#endif

#include "ticks.h"

#if defined(__x86_64__)
uint64_t amp_port_ticks(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
#endif
