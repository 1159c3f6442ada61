/* The firmware as a process: command line, life and end. */
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <unistd.h>

#include "../../main.h"
#include "../../port.h"
#include "faults.h"
#include "model/model.h"
#include "process.h"

const char port_name[] = "posix";

/* A Cortex-A53's, of which nobody would expect to run this firmware. */
#define MIDR_CORTEX_A53 0x410fd034u

static bool stop;
static char *const *arguments;
static uint32_t nonce;

void process_fail(const char *what) {
    perror(what);
    exit(2);
}

char *const *process_arguments(void) {
    return arguments;
}

int main(int argc, char **argv) {
    const char *shm = NULL, *doorbell = NULL;
    uint64_t offset = 0;
    bool understood = argc % 2 == 1;
    arguments = argv;
    for (int i = 1; i + 1 < argc; i += 2) {
        char *end = "";
        if (strcmp(argv[i], "--shm") == 0)
            shm = argv[i + 1];
        else if (strcmp(argv[i], "--doorbell") == 0)
            doorbell = argv[i + 1];
        else if (strcmp(argv[i], "--offset") == 0)
            offset = strtoull(argv[i + 1], &end, 0);
        else if (strcmp(argv[i], "--seed") == 0)
            fault_take_seed((uint32_t)strtoul(argv[i + 1], &end, 0));
        else if (strcmp(argv[i], "--fault") == 0)
            understood = understood && fault_take(argv[i + 1]);
        else
            understood = false;
        understood = understood && *end == '\0';
    }
    if (shm == NULL || !understood) {
        fprintf(stderr, "usage: %s --shm FILE [--offset BYTES] [--doorbell NODE] [--seed N] [--fault NAME[=ARGUMENT]]...\n", argv[0]);
        return 2;
    }
    /* A killed parent takes us along; so does its end before this line, since then stdin is at its end. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        process_fail("prctl");
    memory_map(shm, offset);
    if (doorbell != NULL)
        doorbell_open(doorbell);
    firmware_main();
}

void port_init(void) {
    if (getrandom(&nonce, sizeof nonce, 0) != sizeof nonce)
        process_fail("getrandom");
    recovery_init();
    console_open();
}

uint64_t port_tick_hz(void) {
    return fault_on(FAULT_CLOCK_WRONG) ? 1500000000u : 1000000000u;
}
uint32_t port_midr(void) {
    return fault_on(FAULT_WRONG_CORE) ? MIDR_CORTEX_A53 : 0;
}
uint32_t port_mpidr(void) {
    return 0;
}
uint32_t port_nonce(void) {
    return nonce;
}

/* Nothing is ever sent on stdin: what can happen there is its end. False: nothing came. */
static bool look(int milliseconds) {
    struct pollfd fds[] = {
        {.fd = STDIN_FILENO, .events = POLLIN}, {.fd = console_fd(), .events = POLLIN}, {.fd = doorbell_fd(), .events = POLLIN}};
    char ignored[64];
    model_drain();
    const int ready = poll(fds, 3, milliseconds);
    if (ready <= 0)
        return ready != 0;
    if (fds[2].revents != 0)
        doorbell_look();
    if (fds[0].revents != 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0)
        stop = true;
    return true;
}

void port_idle(void) {
    if (!look(model_wait()))
        model_rest();
}

bool port_stop_wanted(void) {
    look(0);
    /* Asked between two steps of a job: the other side, which this one may be waiting for, may share our processor. */
    sched_yield();
    return stop;
}

void port_stop(void) {
    exit(0);
}
