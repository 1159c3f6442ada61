#include "irq_wait.h"

#include <algorithm>

using std::chrono::milliseconds;
using std::chrono::steady_clock;

IrqWait::IrqWait(std::shared_ptr<UioIrq> irq, uint64_t time) : irq_(std::move(irq)), deadline_(steady_clock::now() + milliseconds(time)) {}

amp_status IrqWait::Step() {
    try {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - steady_clock::now()).count() + 1;
        // One last look also after the deadline: a thread that was not scheduled must not call a present interrupt late.
        if (irq_->Wait(static_cast<int>(std::clamp<int64_t>(left, 0, 50)), &count_))
            return AMP_OK;
        return steady_clock::now() < deadline_ ? AMP_MORE : AMP_E_STALLED;
    } catch (const UioFailure &failure) {
        failure_ = failure;
        return AMP_E_ARG;
    }
}

Napi::Value IrqWait::Results(Napi::Env env) {
    return Napi::Number::New(env, count_);
}

Napi::Error IrqWait::Failure(Napi::Env env, amp_status status) {
    if (failure_)
        return UioError(env, failure_->error, failure_->syscall, failure_->path);
    return JobError(env, status, "the wait for an interrupt of '" + irq_->path() + "'");
}
