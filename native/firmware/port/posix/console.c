/* The console: the master side of a pty in raw mode. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "../../port.h"
#include "faults_serial.h"
#include "process.h"

static int master = -1;
static int kept_open = -1; /* the slave */

#define KEPT "AMP_CONSOLE" /* environment: file descriptors of both ends */

static struct {
    uint8_t bytes[512];
    size_t length;
} out;

static struct {
    uint8_t bytes[64 * FAULTS_SERIAL_MOST];
    size_t at, length;
} in;

static int pty_of(int *kept) {
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        process_fail("pty");
    const char *name = ptsname(master);
    /* The slave stays open here too: without it the pty hangs up whenever a host closes its end, and what is sent meanwhile is lost. */
    const int slave = name != NULL ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    struct termios mode;
    if (slave < 0 || tcgetattr(slave, &mode) != 0)
        process_fail("pty");
    cfmakeraw(&mode);
    if (tcsetattr(slave, TCSANOW, &mode) != 0)
        process_fail("pty");
    *kept = slave;
    return master;
}

int pty_open(void) {
    int slave;
    return pty_of(&slave);
}

void console_open(void) {
    const char *kept = getenv(KEPT);
    if (kept == NULL || sscanf(kept, "%d %d", &master, &kept_open) != 2)
        master = pty_of(&kept_open);
}

void console_keep(void) {
    char both[32];
    snprintf(both, sizeof both, "%d %d", master, kept_open);
    if (setenv(KEPT, both, 1) != 0 || fcntl(master, F_SETFD, 0) != 0 || fcntl(kept_open, F_SETFD, 0) != 0)
        process_fail("console");
}

void console_gone(void) {
    if (master < 0)
        return;
    close(kept_open);
    close(master);
    master = -1;
}

/* The name is told when the greeting is in the pty: so whoever opens it finds the greeting there, or has thrown it away by opening, but
 * never sees it come. */
static void announce(void) {
    static bool announced;
    if (announced)
        return;
    announced = true;
    printf("pty %s\n", ptsname(master));
    fflush(stdout);
}

int console_fd(void) {
    return master;
}

void port_flush(void) {
    size_t done = 0;
    while (done < out.length) {
        ssize_t count = write(master, out.bytes + done, out.length - done);
        if (count > 0) {
            done += (size_t)count;
            continue;
        }
        if (errno == EINTR)
            continue;
        /* A UART does not wait for a listener: when nobody makes room, the rest is lost. */
        struct pollfd room = {.fd = master, .events = POLLOUT};
        if (errno != EAGAIN || poll(&room, 1, 100) == 0)
            break;
    }
    out.length = 0;
    announce();
}

void port_put(char byte) {
    out.length += faults_serial((uint8_t)byte, out.bytes + out.length);
    if (byte == '\n' || out.length > sizeof out.bytes - FAULTS_SERIAL_MOST)
        port_flush();
}

/* What came, as it is after the line's faults. */
static void take(void) {
    unsigned char came[64];
    const ssize_t count = read(master, came, sizeof came);
    in.at = in.length = 0;
    for (ssize_t i = 0; i < count; i++) {
        faults_took(came[i]);
        in.length += faults_serial(came[i], in.bytes + in.length);
    }
}

int port_get(void) {
    if (in.at == in.length) {
        faults_turn();
        take();
    }
    return in.at < in.length ? in.bytes[in.at++] : -1;
}

uint32_t port_overruns(void) {
    return 0;
}
