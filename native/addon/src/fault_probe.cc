#include "fault_probe.h"

#include <cerrno>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environment.h"
#include "error.h"
#include "region.h"

namespace {

// Four bytes that cross a multiple of 4, in one instruction: a compiler may make byte loads of an unaligned C access.
void LoadUnaligned(const volatile uint8_t *base) {
    uint32_t value;
#if defined(__aarch64__)
    __asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(base + 1) : "memory");
#else
    __asm__ volatile("movl (%1), %0" : "=r"(value) : "r"(base + 1) : "memory");
#endif
}

// In the forked child, which has this thread only: nothing here may take a lock or allocate.
[[noreturn]] void Child(const volatile uint8_t *base) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none); // the expected death leaves no file
    signal(SIGBUS, SIG_DFL);
    signal(SIGSEGV, SIG_DFL);
    signal(SIGALRM, SIG_DFL);
    alarm(2); // a bus that never answers
    LoadUnaligned(base);
    _exit(0);
}

const char *NameOf(int number) {
    switch (number) {
    case SIGBUS:
        return "SIGBUS";
    case SIGSEGV:
        return "SIGSEGV";
    case SIGALRM:
        return "SIGALRM";
    default:
        return "signal";
    }
}

} // namespace

Napi::Value ProbeUnaligned(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const std::shared_ptr<Mapping> mapping = Region::Argument(info, 0);
    if (mapping->window().size < 8)
        throw CodedError(env, "OutOfRange", "a region of fewer than 8 bytes has no room for the probe");
    const pid_t child = fork();
    if (child < 0)
        throw UioError(env, errno, "fork", "");
    if (child == 0)
        Child(static_cast<const volatile uint8_t *>(mapping->window().base));
    int status = 0;
    pid_t ended;
    do
        ended = waitpid(child, &status, 0);
    while (ended < 0 && errno == EINTR);
    if (ended < 0)
        throw UioError(env, errno, "waitpid", "");
    return Napi::String::New(env, WIFSIGNALED(status) ? NameOf(WTERMSIG(status)) : "");
}
