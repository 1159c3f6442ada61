/* `late-visibility=MS`: a queue between the core and memory. Stores leave it in the order in which they were made, MS milliseconds after;
 * no barrier hurries it. The core sees its own at once. */
#ifndef AMP_MODEL_LATE_H
#define AMP_MODEL_LATE_H

#include <stdbool.h>
#include <stdint.h>

/* Asks the command line whether the fault is on. */
void late_attach(volatile uint8_t *memory, uint64_t size);
bool late_on(void);

/* Waits for the oldest when the queue is full. */
void late_put(uint64_t off, unsigned bytes, uint64_t value);
/* What the core sees where memory holds `value`. */
uint64_t late_own(uint64_t off, unsigned bytes, uint64_t value);

void late_drain(void);
/* As model_wait. */
int late_wait(void);

/* One access of 1, 2, 4 or 8 bytes. */
static inline void memory_put(volatile uint8_t *at, unsigned bytes, uint64_t value) {
    switch (bytes) {
    case 1:
        *at = (uint8_t)value;
        break;
    case 2:
        *(volatile uint16_t *)at = (uint16_t)value;
        break;
    case 4:
        *(volatile uint32_t *)at = (uint32_t)value;
        break;
    default:
        *(volatile uint64_t *)at = value;
        break;
    }
}

#endif
