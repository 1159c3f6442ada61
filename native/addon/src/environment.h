// What one JavaScript environment (the main thread or a Worker) has of the addon. Nothing is shared between environments.
#pragma once

#include <napi.h>

#include <memory>
#include <unordered_set>

#include "mapping.h"
#include "thread_code.h"
#include "uio_irq.h"

class JobRun;

class Environment {
  public:
    static Environment &Of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

    Napi::FunctionReference region;
    // Handed to the next Region constructor: JavaScript cannot make a region of its own through `region.constructor`.
    std::shared_ptr<Mapping> pending;
    // The same of interrupts.
    Napi::FunctionReference irq;
    std::shared_ptr<UioIrq> pendingIrq;
    // And of loaded threads.
    Napi::FunctionReference thread;
    std::shared_ptr<ThreadCode> pendingThread;
    // Started and not yet finalised.
    std::unordered_set<JobRun *> jobs;

    // Cancels the jobs on that mapping or interrupt, or all, then waits for their threads: a step's length at most.
    void StopJobs(const void *resource);
};
