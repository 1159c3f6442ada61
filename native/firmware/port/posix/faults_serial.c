/* Faults of the serial line, in either direction: bits flipped, bytes lost, bytes that nobody sent. */
#include "faults_serial.h"

#include "faults_draw.h"

static bool strikes(enum fault_name name, uint32_t *state) {
    if (!fault_on(name))
        return false;
    if (*state == 0)
        *state = fault_draw_start(name);
    return fault_once_in(state, fault_argument(name));
}

size_t faults_serial(uint8_t byte, uint8_t *out) {
    static uint32_t drop, flip, noise;
    size_t count = 0;
    if (strikes(FAULT_SERIAL_NOISE, &noise)) {
        const size_t burst = 1 + fault_draw(&noise) % (FAULTS_SERIAL_MOST - 1);
        while (count < burst)
            out[count++] = (uint8_t)fault_draw(&noise);
    }
    if (strikes(FAULT_SERIAL_DROP, &drop))
        return count;
    if (strikes(FAULT_SERIAL_BITFLIP, &flip))
        byte ^= (uint8_t)(1u << fault_draw(&flip) % 8);
    out[count++] = byte;
    return count;
}
