#include "uio_irq.h"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

std::shared_ptr<UioIrq> UioIrq::Open(const std::string &path) {
    // O_NONBLOCK: of two that wait for one interrupt, the second must not be held in its read.
    const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        throw UioFailure{errno, "open", path};
    std::shared_ptr<UioIrq> irq(new UioIrq(fd, path));
    struct stat status;
    if (fstat(fd, &status) != 0)
        throw UioFailure{errno, "fstat", path};
    // A simulator's window is a file, and its device has no interrupt; the kernel says EIO of such a device in poll and read.
    if (!S_ISCHR(status.st_mode))
        throw UioFailure{EIO, "read", path};
    // What a simulated node still holds came before this open and does not count for it.
    for (uint32_t old; irq->Wait(0, &old);)
        continue;
    return irq;
}

void UioIrq::Arm() {
    const uint32_t enable = 1;
    ssize_t written;
    do
        written = write(fd_, &enable, sizeof enable);
    while (written < 0 && errno == EINTR);
    if (written != sizeof enable)
        throw UioFailure{written < 0 ? errno : EIO, "write", path_};
}

bool UioIrq::Wait(int milliseconds, uint32_t *count) {
    struct pollfd ready = {fd_, POLLIN, 0};
    const int found = poll(&ready, 1, milliseconds);
    if (found < 0 && errno != EINTR)
        throw UioFailure{errno, "poll", path_};
    if (found <= 0)
        return false;
    bool any = false;
    // The kernel gives one count a read; a simulated node may hold several, of which the last counts.
    while (Read(count))
        any = true;
    return any;
}

bool UioIrq::Read(uint32_t *count) {
    const ssize_t length = read(fd_, count, sizeof *count);
    if (length == sizeof *count)
        return true;
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    throw UioFailure{length < 0 ? errno : EPROTO, "read", path_};
}

void UioIrq::Close() {
    if (fd_ >= 0)
        close(fd_);
    fd_ = -1;
}
