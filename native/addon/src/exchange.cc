#include "exchange.h"

#include <cerrno>
#include <string>
#include <unistd.h>

#include "error.h"

namespace {

constexpr size_t kChunk = 64 * 1024;

// latin-1: one character a byte. Most answers are short, so a kept buffer saves the allocation.
std::string &Latin1(napi_env env, napi_value text) {
    static thread_local std::string kept;
    size_t length = 0;
    if (napi_get_value_string_latin1(env, text, nullptr, 0, &length) != napi_ok)
        throw CodedError(env, "InvalidArgument", "answers is not a string");
    kept.resize(length + 1); // Node-API writes a terminating NUL
    napi_get_value_string_latin1(env, text, kept.data(), length + 1, &length);
    kept.resize(length);
    return kept;
}

void WriteAll(Napi::Env env, const std::string &bytes) {
    for (size_t at = 0; at < bytes.size();) {
        const ssize_t written = write(STDOUT_FILENO, bytes.data() + at, bytes.size() - at);
        if (written >= 0)
            at += static_cast<size_t>(written);
        else if (errno != EINTR)
            throw UioError(env, errno, "write", "stdout");
    }
}

} // namespace

Napi::Value Exchange(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    WriteAll(env, Latin1(env, info[0]));
    static thread_local char chunk[kChunk];
    ssize_t length;
    do
        length = read(STDIN_FILENO, chunk, kChunk);
    while (length < 0 && errno == EINTR);
    if (length < 0)
        throw UioError(env, errno, "read", "stdin");
    napi_value text = nullptr;
    napi_create_string_latin1(env, chunk, static_cast<size_t>(length), &text);
    return Napi::Value(env, text);
}
