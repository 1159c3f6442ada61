/* Faults of the firmware's life: it hangs, starts again, takes an abort of its own, or its console goes. */
#include <stdio.h>
#include <unistd.h>

#include "../../port.h"
#include "faults_draw.h"
#include "faults_serial.h"
#include "process.h"

static uint64_t lines; /* taken from the host, empty ones too */

void faults_took(uint8_t byte) {
    lines += byte == '\n';
}

/* Where no argument says when: in the middle of a run. */
static uint64_t moment(enum fault_name name) {
    uint32_t state = fault_draw_start(name);
    return 60 + fault_draw(&state) % 100;
}

static bool due(enum fault_name name, uint64_t when) {
    return fault_on(name) && lines >= when;
}

/* As a watchdog's reset: the program from its beginning, over the console that the host has open. */
static void start_again(void) {
    char *const *arguments = process_arguments();
    console_keep();
    execv("/proc/self/exe", arguments);
    process_fail("execv");
}

#define NOWHERE 64 /* no region of the MPU is there */

void faults_turn(void) {
    static bool aborted;
    if (due(FAULT_SERIAL_GONE, moment(FAULT_SERIAL_GONE)))
        console_gone();
    if (due(FAULT_FIRMWARE_RESET, moment(FAULT_FIRMWARE_RESET)))
        start_again();
    if (due(FAULT_FIRMWARE_HANG, fault_argument(FAULT_FIRMWARE_HANG)))
        for (;;)
            pause();
    if (!aborted && due(FAULT_FIRMWARE_ABORT, moment(FAULT_FIRMWARE_ABORT))) {
        aborted = true;
        (void)port_peek(4, NOWHERE);
    }
}
