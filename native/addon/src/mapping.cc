#include "mapping.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

namespace {

struct Descriptor {
    int fd;
    ~Descriptor() { close(fd); } // the mapping keeps the device open
};

} // namespace

std::shared_ptr<Mapping> Mapping::Open(const std::string &path, unsigned index, uint64_t offset, uint64_t size) {
    // O_SYNC: where /dev/mem-like nodes honour it, the mapping is non-cached.
    const Descriptor file{open(path.c_str(), O_RDWR | O_SYNC | O_CLOEXEC)};
    if (file.fd < 0)
        throw UioFailure{errno, "open", path};
    // UIO's rule: the offset of mmap names the map, in pages.
    const uint64_t start = index * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    const uint64_t length = offset + size;
    struct stat status;
    if (fstat(file.fd, &status) != 0)
        throw UioFailure{errno, "fstat", path};
    if (S_ISREG(status.st_mode)) {
        const uint64_t end = static_cast<uint64_t>(status.st_size);
        if (start > end || length > end - start)
            throw FileTooShort{end};
    } else if (!S_ISCHR(status.st_mode)) {
        throw UioFailure{ENODEV, "mmap", path};
    }
    void *mapped = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, file.fd, static_cast<off_t>(start));
    if (mapped == MAP_FAILED)
        throw UioFailure{errno, "mmap", path};
    // uio maps memory Device-nGnRnE on arm64; a simulator's file is ordinary memory.
    const amp_memory memory = S_ISREG(status.st_mode) ? AMP_MEMORY_NORMAL : AMP_MEMORY_DEVICE;
    const amp_window window{static_cast<volatile uint8_t *>(mapped) + offset, size, memory};
    return std::shared_ptr<Mapping>(new Mapping(mapped, length, window));
}

void Mapping::Close() {
    if (start_ != nullptr)
        munmap(start_, length_);
    start_ = nullptr;
}
