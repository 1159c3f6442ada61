#include "irq.h"

#include "argument.h"
#include "bell_answer.h"
#include "irq_wait.h"
#include "job_run.h"
#include "region.h"

namespace {

constexpr uint64_t kLongest = 24 * 3600 * 1000; // ms

} // namespace

Napi::Function Irq::Define(Napi::Env env) {
    return DefineClass(env, "Irq",
                       {
                           InstanceMethod<&Irq::Arm>("arm"),
                           InstanceMethod<&Irq::Wait>("wait"),
                           InstanceMethod<&Irq::Answer>("answer"),
                           InstanceMethod<&Irq::Close>("close"),
                       });
}

Irq::Irq(const Napi::CallbackInfo &info) : Napi::ObjectWrap<Irq>(info), irq_(std::move(Environment::Of(info.Env()).pendingIrq)) {
    if (!irq_)
        throw CodedError(info.Env(), "InvalidArgument", "an interrupt comes from openIrq() only");
}

Napi::Value Irq::Open(const Napi::CallbackInfo &info) {
    Environment &environment = Environment::Of(info.Env());
    try {
        environment.pendingIrq = UioIrq::Open(PathArgument(info, 0, "path"));
    } catch (const UioFailure &failure) {
        throw UioError(info.Env(), failure.error, failure.syscall, failure.path);
    }
    return environment.irq.New({});
}

void Irq::Arm(const Napi::CallbackInfo &info) {
    try {
        Opened(info.Env())->Arm();
    } catch (const UioFailure &failure) {
        throw UioError(info.Env(), failure.error, failure.syscall, failure.path);
    }
}

Napi::Value Irq::Wait(const Napi::CallbackInfo &info) {
    const std::shared_ptr<UioIrq> irq = Opened(info.Env());
    return JobRun::Start(info.Env(), std::make_unique<IrqWait>(irq, SmallArgument(info, 0, "ms", kLongest)), AMP_OK);
}

Napi::Value Irq::Answer(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const std::shared_ptr<UioIrq> irq = Opened(env);
    const std::shared_ptr<Mapping> mapping = Region::Argument(info, 0);
    if (!info[1].IsTypedArray() || info[1].As<Napi::TypedArray>().TypedArrayType() != napi_biguint64_array)
        throw CodedError(env, "InvalidArgument", "args is no BigUint64Array");
    Napi::BigUint64Array args = info[1].As<Napi::BigUint64Array>();
    if (args.ElementLength() != 4)
        throw CodedError(env, "InvalidArgument", "args are ctl, rounds, seed, paced");
    if (!info[2].IsUndefined() && !info[2].IsFunction())
        throw CodedError(env, "InvalidArgument", "onProgress is no function");
    auto answer = std::make_unique<BellAnswer>(irq, mapping, BellAnswer::Arguments{args[0], args[1], args[2], args[3]});
    const amp_status ready = answer->Check();
    const Napi::Function progress = info[2].IsFunction() ? info[2].As<Napi::Function>() : Napi::Function();
    return JobRun::Start(env, std::move(answer), ready, progress);
}

void Irq::Close(const Napi::CallbackInfo &info) {
    if (!irq_)
        return;
    Environment::Of(info.Env()).StopJobs(irq_.get());
    irq_->Close();
    irq_.reset();
}

std::shared_ptr<UioIrq> Irq::Opened(Napi::Env env) const {
    if (!irq_)
        throw CodedError(env, "RegionClosed", "the interrupt is closed");
    return irq_;
}
