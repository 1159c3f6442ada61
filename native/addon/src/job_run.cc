#include "job_run.h"

#include <cerrno>
#include <chrono>
#include <sched.h>
#include <system_error>

#include "error.h"
#include "process_end.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kProgress = std::chrono::milliseconds(100);

Napi::Object NativeJob(Napi::Env env, Napi::Promise promise, std::shared_ptr<JobRun> run) {
    Napi::Object native = Napi::Object::New(env);
    native.Set("promise", promise);
    native.Set("cancel", Napi::Function::New(
                             env, [run](const Napi::CallbackInfo &) { run->Cancel(); }, "cancel"));
    return native;
}

} // namespace

Napi::Value JobRun::Start(Napi::Env env, std::unique_ptr<Work> work, amp_status ready, Napi::Function progress) {
    auto run = std::make_shared<JobRun>(env, std::move(work));
    run->status_ = ready;
    if (ready != AMP_OK) {
        run->finished_ = true;
        run->Settle(env);
        return NativeJob(env, run->deferred_.Promise(), run);
    }

    Environment &environment = Environment::Of(env);
    run->reports_ = !progress.IsEmpty();
    auto *owner = new std::shared_ptr<JobRun>(run);
    auto finalise = [](Napi::Env last, std::shared_ptr<JobRun> *owned, JobRun *) {
        (*owned)->Cancel(); // without effect on a job that has ended; on teardown it must not go on
        (*owned)->Join();
        Environment::Of(last).jobs.erase(owned->get());
        delete owned;
    };
    run->messages_ = run->reports_ ? Messages::New(env, progress, "amp-hil job", 0, 1, run.get(), finalise, owner)
                                   : Messages::New(env, "amp-hil job", 0, 1, run.get(), finalise, owner);
    environment.jobs.insert(run.get());
    try {
        run->thread_ = std::thread(&JobRun::Run, run.get());
    } catch (const std::system_error &failure) {
        run->messages_.Release();
        throw UioError(env, failure.code().value(), "pthread_create", "");
    }
    return NativeJob(env, run->deferred_.Promise(), run);
}

void JobRun::Join() {
    if (thread_.joinable())
        thread_.join();
}

void JobRun::Run() {
    const ProcessEnd::Thread counted;
    bool reachable = true;
    Loop(reachable);
    finished_ = true;
    if (ProcessEnd::Began())
        return; // exit() runs: nobody will read a message, and Node's loop may be half gone
    // After `napi_closing` the function is no longer ours, not even to release it.
    if (reachable && messages_.NonBlockingCall() != napi_closing)
        messages_.Release();
}

void JobRun::Loop(bool &reachable) {
    refused_ = work_->Begin(&syscall_);
    if (refused_ != 0)
        return;
    auto next = Clock::now() + kProgress;
    uint64_t seen = 0;
    do {
        if (cancelled_ || ProcessEnd::Began()) {
            status_ = AMP_E_CANCELLED;
            return;
        }
        status_ = work_->Step();
        if (status_ == AMP_MORE)
            sched_yield(); // the other side of a simulated board may need this processor, whether this one waits or runs ahead
        seen = work_->Done();
        if (reports_ && reachable && status_ == AMP_MORE && Clock::now() >= next) {
            next = Clock::now() + kProgress;
            done_ = seen;
            reachable = messages_.NonBlockingCall() != napi_closing;
        }
    } while (status_ == AMP_MORE);
}

void JobRun::CallJs(Napi::Env env, Napi::Function progress, JobRun *run, void *) {
    if (static_cast<napi_env>(env) == nullptr)
        return; // teardown empties the queue
    if (run->finished_)
        run->Settle(env);
    else if (run->reports_ && !run->cancelled_)
        progress.Call({Napi::BigInt::New(env, run->done_.load())});
}

void JobRun::Settle(Napi::Env env) {
    if (settled_)
        return;
    settled_ = true;
    if (refused_ != 0)
        deferred_.Reject(UioError(env, refused_, syscall_, "").Value());
    else if (status_ != AMP_OK)
        deferred_.Reject(work_->Failure(env, status_).Value());
    else
        deferred_.Resolve(work_->Results(env));
}
