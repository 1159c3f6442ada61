// One job of native/core on a thread of its own.
//
// Threads: the JavaScript thread makes, cancels, joins and destroys it; the job's thread runs Run() only and touches `job_`, the atomics
// and the thread-safe function. The thread-safe function's finaliser, on the JavaScript thread, joins, so the thread never outlives it.
#pragma once

#include <napi.h>

#include <atomic>
#include <memory>
#include <thread>

#include "environment.h"

class JobRun {
  public:
    // Starts `kind`; a wrong argument becomes a rejected promise. Returns the NativeJob of framework/agent/addon.ts.
    static Napi::Value Start(Napi::Env env, std::shared_ptr<Mapping> mapping, uint32_t kind, const uint64_t *args, size_t count,
                             Napi::Function progress);

    JobRun(Napi::Env env, std::shared_ptr<Mapping> mapping) : mapping_(std::move(mapping)), deferred_(Napi::Promise::Deferred::New(env)) {}

    const Mapping *mapping() const { return mapping_.get(); }
    void Cancel() { cancelled_ = true; }
    void Join();

  private:
    static void CallJs(Napi::Env env, Napi::Function progress, JobRun *run, void *data);
    using Messages = Napi::TypedThreadSafeFunction<JobRun, void, &JobRun::CallJs>;

    void Run();
    void Loop(bool &reachable);
    void Settle(Napi::Env env);

    std::shared_ptr<Mapping> mapping_;
    Napi::Promise::Deferred deferred_;
    Messages messages_;
    std::thread thread_;
    amp_job job_{};
    bool reports_ = false; // a progress callback was given
    bool settled_ = false; // JavaScript thread only
    std::atomic<bool> cancelled_{false};
    std::atomic<uint64_t> done_{0};     // progress, for the callback
    std::atomic<bool> finished_{false}; // set after the last write to job_ and status_: releases both to the JavaScript thread
    amp_status status_ = AMP_MORE;
};
