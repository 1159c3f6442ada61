// What a JobRun's thread does, step by step. Made on the JavaScript thread, stepped on the run's, read again on the first when it is over.
#pragma once

#include <napi.h>

#include <vector>

#include "core.h"

class Work {
  public:
    virtual ~Work() = default;
    // First thing on the run's thread. An errno, with the call's name in *syscall, ends the run before its first step.
    virtual int Begin(const char **syscall) {
        (void)syscall;
        return 0;
    }
    // A batch of at most 50 ms: between two the run looks for a cancel. AMP_MORE, AMP_OK, or an error.
    virtual amp_status Step() = 0;
    // Progress; after every step.
    virtual uint64_t Done() const { return 0; }
    // What the promise resolves to.
    virtual Napi::Value Results(Napi::Env env) = 0;
    // What it rejects with.
    virtual Napi::Error Failure(Napi::Env env, amp_status status) = 0;
    // Whether it works on that mapping or device, and so has to end before it goes.
    virtual bool Uses(const void *resource) const = 0;
};
