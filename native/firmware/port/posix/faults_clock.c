/* Faults of the R5's speed and clock: around amp_port_ticks (--wrap in port.mk), between two calls of which lies what a job times. */
#include <stdint.h>

#include "faults_draw.h"

/* Longer than that between two calls was no loop, but a wait for a command or for the other side. */
#define WORK_NS 5000000u
/* A step must not keep the command loop waiting for longer than job.h allows. */
#define STRETCH_NS 40000000u
/* jitter: from 1 to 2^11 times as long */
#define JITTER_BITS 12u

uint64_t __real_amp_port_ticks(void);
uint64_t __wrap_amp_port_ticks(void);

static uint64_t factor(void) {
    static uint32_t state;
    if (fault_on(FAULT_SLOW))
        return fault_argument(FAULT_SLOW);
    if (!fault_on(FAULT_JITTER))
        return 1;
    if (state == 0)
        state = fault_draw_start(FAULT_JITTER);
    return UINT64_C(1) << fault_draw(&state) % JITTER_BITS;
}

uint64_t __wrap_amp_port_ticks(void) {
    static uint64_t last;
    uint64_t now = __real_amp_port_ticks();
    const uint64_t work = now - last;
    if (last != 0 && work < WORK_NS) {
        const uint64_t more = work * (factor() - 1);
        const uint64_t end = now + (more < STRETCH_NS ? more : STRETCH_NS);
        while (now < end)
            now = __real_amp_port_ticks();
    }
    last = now;
    return now;
}
