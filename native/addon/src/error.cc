#include "error.h"

#include <cstdio>
#include <cstring>

#include "errno_name.h"

Napi::Error CodedError(Napi::Env env, const char *code, const std::string &message) {
    Napi::Error error = Napi::Error::New(env, message);
    error.Set("name", Napi::String::New(env, code));
    error.Set("code", Napi::String::New(env, code));
    return error;
}

Napi::Error UioError(Napi::Env env, int error, const char *syscall, const std::string &path) {
    const char *name = ErrnoName(error);
    const std::string message = std::string(name) + ": " + std::strerror(error) + ", " + syscall + " '" + path + "'";
    Napi::Error thrown = CodedError(env, "UioError", message);
    thrown.Set("errno", Napi::String::New(env, name));
    thrown.Set("syscall", Napi::String::New(env, syscall));
    thrown.Set("path", Napi::String::New(env, path));
    return thrown;
}

Napi::Error JobError(Napi::Env env, amp_status status, const std::string &job) {
    switch (status) {
    case AMP_E_RANGE:
        return CodedError(env, "OutOfRange", job + ": its range does not lie in the region");
    case AMP_E_ALIGN:
        return CodedError(env, "Misaligned", job + ": an offset or length is not a multiple of its width");
    case AMP_E_STALLED:
        return CodedError(env, "Timeout", job + ": the other side did not move");
    case AMP_E_CANCELLED:
        return CodedError(env, "Cancelled", job + " was cancelled");
    default:
        return CodedError(env, "InvalidArgument", job + ": an argument that no such job takes");
    }
}

std::string Hex(uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}
