/* The simulator's doorbell: a UIO device node made of a pty. What the kernel's uio_pdrv_genirq does with an edge-triggered interrupt
 * happens here: a ring while the line is armed counts, masks the line and hands the count to a reader; a ring while it is masked stays
 * pending, however many there are; 1 written to the node arms it again. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "core/bell.h"

#include "process.h"

static int master = -1;
static bool armed = true; /* as after the driver's request_irq */
static bool pending;
static uint32_t count;

void doorbell_open(const char *link) {
    master = pty_open();
    /* The node of before: this is a firmware that started again. */
    if ((unlink(link) != 0 && errno != ENOENT) || symlink(ptsname(master), link) != 0)
        process_fail(link);
}

int doorbell_fd(void) {
    return master;
}

static void deliver(void) {
    if (!armed || !pending)
        return;
    armed = pending = false;
    count++;
    /* Nobody reads: the next reader gets a later count, as from the kernel. */
    while (write(master, &count, sizeof count) < 0 && errno == EINTR)
        continue;
}

void doorbell_look(void) {
    uint32_t enable;
    if (master < 0)
        return;
    while (read(master, &enable, sizeof enable) == sizeof enable)
        armed = enable != 0;
    deliver();
}

bool amp_port_has_bell(void) {
    return master >= 0;
}

void amp_port_ring(void) {
    doorbell_look();
    pending = true;
    deliver();
}
