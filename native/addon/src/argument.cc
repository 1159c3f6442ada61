#include "argument.h"

#include <climits>
#include <cmath>

namespace {

constexpr double kIntegers = 9007199254740992.0; // 2^53: from here on a double no longer tells neighbours apart

} // namespace

uint64_t IntegerValue(Napi::Env env, const Napi::Value &value, const char *name, uint64_t most) {
    if (!value.IsNumber())
        throw CodedError(env, "InvalidArgument", std::string(name) + " is no number");
    const double number = value.As<Napi::Number>().DoubleValue();
    // Written so that NaN fails it.
    if (!(number >= 0 && number < kIntegers) || number != std::floor(number))
        throw CodedError(env, "InvalidArgument", std::string(name) + " is no integer from 0 to 2^53 - 1");
    const uint64_t integer = static_cast<uint64_t>(number);
    if (integer > most)
        throw CodedError(env, "InvalidArgument", std::string(name) + " is " + Hex(integer) + ", at most " + Hex(most) + " fits");
    return integer;
}

uint64_t IntegerArgument(const Napi::CallbackInfo &info, size_t index, const char *name) {
    return IntegerValue(info.Env(), info[index], name, UINT64_MAX);
}

uint64_t SmallArgument(const Napi::CallbackInfo &info, size_t index, const char *name, uint64_t most) {
    return IntegerValue(info.Env(), info[index], name, most);
}

uint64_t ValueArgument(const Napi::CallbackInfo &info, size_t index, unsigned width) {
    if (width < 64)
        return IntegerValue(info.Env(), info[index], "value", (UINT64_C(1) << width) - 1);
    if (!info[index].IsBigInt())
        throw CodedError(info.Env(), "InvalidArgument", "value of 64 bits is no bigint");
    bool lossless = false;
    const uint64_t value = info[index].As<Napi::BigInt>().Uint64Value(&lossless);
    if (!lossless)
        throw CodedError(info.Env(), "InvalidArgument", "value is no bigint from 0 to 2^64 - 1");
    return value;
}

std::string PathArgument(const Napi::CallbackInfo &info, size_t index, const char *name) {
    if (!info[index].IsString())
        throw CodedError(info.Env(), "InvalidArgument", std::string(name) + " is no string");
    const std::string path = info[index].As<Napi::String>();
    if (path.empty() || path.size() >= PATH_MAX || path.find('\0') != std::string::npos)
        throw CodedError(info.Env(), "InvalidArgument", std::string(name) + " is no path");
    return path;
}
