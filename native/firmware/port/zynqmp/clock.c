#include "core/ticks.h"

#include <stdbool.h>

#include "clock.h"

/* The third counter of TTC0; names of UG1087. */
#define REG(offset) (*(volatile uint32_t *)(TTC0 + (offset)))
#define CLOCK_CONTROL REG(0x08)
#define COUNTER_CONTROL REG(0x14)
#define COUNTER_VALUE REG(0x20)

enum {
    CLOCK_PS_EN = 1,
    CLOCK_PS_256 = 7 << 1,
    COUNTER_DIS = 1,
    COUNTER_RST = 0x10,
    COUNTER_WAVE_OFF = 0x20,
};

#define LPD_LSBUS_HZ 100000000u
#define COUNTER_HZ (LPD_LSBUS_HZ / 256)
#define COUNTS (COUNTER_HZ / 128)

/* A counter that does not step in so many ticks is not clocked. */
#define PATIENCE 100000000u

/* The moment at which the counter steps, so that a part of a step does not count. False: it does not. */
static bool at_step(uint32_t *value, uint64_t *ticks) {
    const uint32_t before = COUNTER_VALUE;
    const uint64_t start = amp_ticks();
    do {
        *value = COUNTER_VALUE;
        *ticks = amp_ticks();
    } while (*value == before && *ticks - start < PATIENCE);
    return *value != before;
}

static uint64_t measure(void) {
    uint32_t first, value;
    uint64_t start, end;
    if (!at_step(&first, &start))
        return 0;
    do
        if (!at_step(&value, &end))
            return 0;
    while (value - first < COUNTS);
    return (end - start) * COUNTER_HZ / (value - first);
}

uint64_t clock_measure(void) {
    const uint32_t clock = CLOCK_CONTROL, control = COUNTER_CONTROL;
    COUNTER_CONTROL = COUNTER_DIS | COUNTER_WAVE_OFF;
    CLOCK_CONTROL = CLOCK_PS_EN | CLOCK_PS_256;
    COUNTER_CONTROL = COUNTER_RST | COUNTER_WAVE_OFF;
    const uint64_t hz = measure();
    COUNTER_CONTROL = COUNTER_DIS | COUNTER_WAVE_OFF;
    CLOCK_CONTROL = clock;
    COUNTER_CONTROL = control;
    return hz;
}
