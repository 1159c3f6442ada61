/* The console: the master side of a pty in raw mode. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "../../port.h"
#include "process.h"

static int master = -1;

static struct {
    char bytes[512];
    size_t length;
} out;

static struct {
    unsigned char bytes[64];
    size_t at, length;
} in;

int pty_open(void) {
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        process_fail("pty");
    const char *name = ptsname(master);
    /* The slave stays open here too: without it the pty hangs up whenever a host closes its end, and what is sent meanwhile is lost. */
    int slave = name != NULL ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    struct termios mode;
    if (slave < 0 || tcgetattr(slave, &mode) != 0)
        process_fail("pty");
    cfmakeraw(&mode);
    if (tcsetattr(slave, TCSANOW, &mode) != 0)
        process_fail("pty");
    return master;
}

void console_open(void) {
    master = pty_open();
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
    out.bytes[out.length++] = byte;
    if (byte == '\n' || out.length == sizeof out.bytes)
        port_flush();
}

int port_get(void) {
    if (in.at == in.length) {
        ssize_t count = read(master, in.bytes, sizeof in.bytes);
        in.at = 0;
        in.length = count > 0 ? (size_t)count : 0;
        if (count <= 0)
            return -1;
    }
    return in.bytes[in.at++];
}

uint32_t port_overruns(void) {
    return 0;
}
