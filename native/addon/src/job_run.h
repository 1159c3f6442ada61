// One Work on a thread of its own.
//
// Threads: the JavaScript thread makes, cancels, joins and destroys it; the job's thread runs Run() only and touches `work_`, the atomics
// and the thread-safe function. The thread-safe function's finaliser, on the JavaScript thread, joins, so the thread never outlives it.
#pragma once

#include <napi.h>

#include <atomic>
#include <memory>
#include <thread>

#include "environment.h"
#include "work.h"

class JobRun {
  public:
    // Starts it, unless `ready` is an error already: that becomes a rejected promise. Returns the NativeJob of framework/agent/addon.ts.
    static Napi::Value Start(Napi::Env env, std::unique_ptr<Work> work, amp_status ready, Napi::Function progress = Napi::Function());

    JobRun(Napi::Env env, std::unique_ptr<Work> work) : work_(std::move(work)), deferred_(Napi::Promise::Deferred::New(env)) {}

    bool Uses(const void *resource) const { return work_->Uses(resource); }
    void Cancel() { cancelled_ = true; }
    void Join();

  private:
    static void CallJs(Napi::Env env, Napi::Function progress, JobRun *run, void *data);
    using Messages = Napi::TypedThreadSafeFunction<JobRun, void, &JobRun::CallJs>;

    void Run();
    void Loop(bool &reachable);
    void Settle(Napi::Env env);

    std::unique_ptr<Work> work_;
    Napi::Promise::Deferred deferred_;
    Messages messages_;
    std::thread thread_;
    bool reports_ = false; // a progress callback was given
    bool settled_ = false; // JavaScript thread only
    int refused_ = 0;      // of Work::Begin; as status_
    const char *syscall_ = "";
    std::atomic<bool> cancelled_{false};
    std::atomic<uint64_t> done_{0};     // progress, for the callback
    std::atomic<bool> finished_{false}; // set after the last step and write to status_: releases both to the JavaScript thread
    amp_status status_ = AMP_MORE;
};
