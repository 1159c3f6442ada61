// NativeIrq of framework/agent/addon.ts: the interrupt of one UIO device.
#pragma once

#include <napi.h>

#include "environment.h"
#include "uio_irq.h"

class Irq : public Napi::ObjectWrap<Irq> {
  public:
    static Napi::Function Define(Napi::Env env);
    // openIrq(path)
    static Napi::Value Open(const Napi::CallbackInfo &info);

    explicit Irq(const Napi::CallbackInfo &info);

  private:
    void Arm(const Napi::CallbackInfo &info);
    Napi::Value Wait(const Napi::CallbackInfo &info);
    Napi::Value Answer(const Napi::CallbackInfo &info);
    void Close(const Napi::CallbackInfo &info);

    // The open interrupt, or `RegionClosed`.
    std::shared_ptr<UioIrq> Opened(Napi::Env env) const;

    std::shared_ptr<UioIrq> irq_;
};
