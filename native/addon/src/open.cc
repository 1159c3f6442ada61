#include "region.h"

#include "argument.h"

namespace {

constexpr uint64_t kMaps = 5; // MAX_UIO_MAPS of the kernel
constexpr uint64_t kMost = sizeof(void *) == 8 ? UINT64_C(1) << 40 : UINT64_C(1) << 31;

} // namespace

Napi::Value Region::Open(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const std::string path = PathArgument(info, 0, "path");
    const uint64_t index = SmallArgument(info, 1, "index", kMaps - 1);
    const uint64_t offset = SmallArgument(info, 2, "offset", kMost);
    const uint64_t size = SmallArgument(info, 3, "size", kMost);
    if (size == 0)
        throw CodedError(env, "InvalidArgument", "size is 0");
    if (offset % 64 != 0)
        throw CodedError(env, "Misaligned", "offset " + Hex(offset) + " is no multiple of 64");
    Environment &environment = Environment::Of(env);
    try {
        environment.pending = Mapping::Open(path, static_cast<unsigned>(index), offset, size);
    } catch (const UioFailure &failure) {
        throw UioError(env, failure.error, failure.syscall, failure.path);
    } catch (const FileTooShort &file) {
        throw CodedError(env, "OutOfRange",
                         "map " + std::to_string(index) + " + " + Hex(offset) + " + " + Hex(size) + " bytes end past '" + path + "' of " +
                             Hex(file.length) + " bytes");
    }
    return environment.region.New({});
}
