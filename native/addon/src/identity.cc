#include "identity.h"

#include "error.h"
#include "sysfs.h"

#if !defined(AMP_BUILD)
#error "AMP_BUILD: the hash of the sources that this is built from"
#endif

namespace {

uint64_t TickHz() {
#if defined(__aarch64__)
    uint64_t hz;
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz;
#else
    return 1000000000; // ticks_host.c counts nanoseconds
#endif
}

Napi::Value Midr(Napi::Env env) {
    try {
        return Napi::Number::New(env, static_cast<double>(sysfs::Hexadecimal("/sys/devices/system/cpu/cpu0/regs/identification/midr_el1")));
    } catch (const UioFailure &) {
        return env.Undefined(); // x86, or a kernel that does not show it
    }
}

} // namespace

void SetIdentity(Napi::Env env, Napi::Object exports) {
#if defined(__aarch64__)
    exports.Set("isa", "aarch64");
#else
    exports.Set("isa", "x86-64");
#endif
    exports.Set("build", AMP_BUILD);
    exports.Set("tickHz", Napi::BigInt::New(env, TickHz()));
    exports.Set("midr", Midr(env));
}
