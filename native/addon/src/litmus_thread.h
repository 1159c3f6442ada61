// NativeThread of framework/agent/addon.ts: a loaded litmus thread and, after a job litmus, the outcomes that it gathered.
#pragma once

#include <napi.h>

#include "environment.h"
#include "thread_code.h"

class LitmusThread : public Napi::ObjectWrap<LitmusThread> {
  public:
    static Napi::Function Define(Napi::Env env);
    // loadThread(image)
    static Napi::Value Load(const Napi::CallbackInfo &info);

    explicit LitmusThread(const Napi::CallbackInfo &info);

    // The code of the thread that a value is, or `InvalidArgument`.
    static std::shared_ptr<ThreadCode> Of(Napi::Env env, const Napi::Value &value);

  private:
    Napi::Value Outcomes(const Napi::CallbackInfo &info);
    void Unload(const Napi::CallbackInfo &info);

    std::shared_ptr<ThreadCode> code_;
};
