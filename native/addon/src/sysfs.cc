#include "sysfs.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

#include "error.h"

namespace sysfs {

namespace {

constexpr size_t kLine = 256;
constexpr size_t kEntries = 256;

bool Printable(const std::string &text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// The number of `<prefix>N`, -1 for any other name. No sign, no leading zero, four digits at most.
int NumberOf(const char *name, const std::string &prefix) {
    const std::string text(name);
    if (text.size() <= prefix.size() || text.size() > prefix.size() + 4 || text.compare(0, prefix.size(), prefix) != 0)
        return -1;
    const std::string digits = text.substr(prefix.size());
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) || (digits.size() > 1 && digits[0] == '0'))
        return -1;
    return std::atoi(digits.c_str());
}

} // namespace

std::vector<unsigned> Numbered(const std::string &folder, const std::string &prefix) {
    const std::unique_ptr<DIR, int (*)(DIR *)> dir(opendir(folder.c_str()), closedir);
    if (!dir)
        throw UioFailure{errno, "opendir", folder};
    std::vector<unsigned> numbers;
    for (;;) {
        errno = 0;
        const dirent *entry = readdir(dir.get());
        if (entry == nullptr) {
            if (errno != 0)
                throw UioFailure{errno, "readdir", folder};
            break;
        }
        const int number = NumberOf(entry->d_name, prefix);
        if (number >= 0)
            numbers.push_back(static_cast<unsigned>(number));
        if (numbers.size() > kEntries)
            throw UioFailure{EOVERFLOW, "readdir", folder};
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::string Line(const std::string &path) {
    // O_NONBLOCK: a FIFO put in the place of an attribute must not hold us.
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        throw UioFailure{errno, "open", path};
    char text[kLine];
    size_t length = 0;
    int error = 0;
    while (length < sizeof text) {
        const ssize_t got = read(fd, text + length, sizeof text - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            error = errno;
        if (got <= 0)
            break;
        length += static_cast<size_t>(got);
    }
    close(fd);
    if (error != 0)
        throw UioFailure{error, "read", path};
    if (length == sizeof text)
        throw UioFailure{EOVERFLOW, "read", path};
    std::string line(text, length);
    if (!line.empty() && line.back() == '\n')
        line.pop_back();
    if (!Printable(line))
        throw UioFailure{EPROTO, "read", path};
    return line;
}

uint64_t Hexadecimal(const std::string &path) {
    const std::string line = Line(path);
    const bool digits = line.size() > 2 && line.size() <= 18 && line[0] == '0' && line[1] == 'x' &&
                        line.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string::npos;
    if (!digits)
        throw UioFailure{EPROTO, "read", path};
    return std::strtoull(line.c_str() + 2, nullptr, 16);
}

std::string LinkName(const std::string &path) {
    char target[PATH_MAX];
    const ssize_t length = readlink(path.c_str(), target, sizeof target);
    if (length < 0)
        throw UioFailure{errno, "readlink", path};
    if (static_cast<size_t>(length) == sizeof target)
        throw UioFailure{ENAMETOOLONG, "readlink", path};
    const std::string text(target, static_cast<size_t>(length));
    const std::string name = text.substr(text.rfind('/') + 1);
    if (name.empty() || !Printable(name))
        throw UioFailure{EPROTO, "readlink", path};
    return name;
}

std::string LinkNameIfAny(const std::string &path) {
    try {
        return LinkName(path);
    } catch (const UioFailure &failure) {
        if (failure.error == ENOENT)
            return "";
        throw;
    }
}

} // namespace sysfs
