// Reading a sysfs tree that may be anybody's (a simulator's folder, a damaged mount): bounded, and every text checked.
// All throw UioFailure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sysfs {

// N of every entry `<prefix>N` of a folder, ascending; at most 256.
std::vector<unsigned> Numbered(const std::string &folder, const std::string &prefix);
// One line of printable ASCII without its newline, at most 255 bytes.
std::string Line(const std::string &path);
// `0x…`, as the kernel prints addresses and sizes.
uint64_t Hexadecimal(const std::string &path);
// Last component of a symbolic link's target.
std::string LinkName(const std::string &path);
// The same, '' when there is no such link.
std::string LinkNameIfAny(const std::string &path);

} // namespace sysfs
