#include "core/ticks.h"

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

/* The moment at which the counter steps, so that a part of a step does not count. */
static uint64_t at_step(uint32_t *value) {
    const uint32_t before = COUNTER_VALUE;
    do
        *value = COUNTER_VALUE;
    while (*value == before);
    return amp_ticks();
}

uint64_t clock_measure(void) {
    const uint32_t clock = CLOCK_CONTROL, control = COUNTER_CONTROL;
    uint32_t first, value;
    COUNTER_CONTROL = COUNTER_DIS | COUNTER_WAVE_OFF;
    CLOCK_CONTROL = CLOCK_PS_EN | CLOCK_PS_256;
    COUNTER_CONTROL = COUNTER_RST | COUNTER_WAVE_OFF;
    const uint64_t start = at_step(&first);
    uint64_t end = start;
    do
        end = at_step(&value);
    while (value - first < COUNTS);
    COUNTER_CONTROL = COUNTER_DIS | COUNTER_WAVE_OFF;
    CLOCK_CONTROL = clock;
    COUNTER_CONTROL = control;
    return (end - start) * COUNTER_HZ / (value - first);
}
