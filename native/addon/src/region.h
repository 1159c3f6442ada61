// NativeRegion of framework/agent/addon.ts: synchronous access to one mapping, and jobs on it.
#pragma once

#include <napi.h>

#include "environment.h"

class Region : public Napi::ObjectWrap<Region> {
  public:
    static Napi::Function Define(Napi::Env env);
    // open(path, index, offset, size)
    static Napi::Value Open(const Napi::CallbackInfo &info);

    explicit Region(const Napi::CallbackInfo &info);

    // The mapping of the region that an argument is, or `InvalidArgument` or `RegionClosed`.
    static std::shared_ptr<Mapping> Argument(const Napi::CallbackInfo &info, size_t index);
    // Its mapping, or `RegionClosed`.
    std::shared_ptr<Mapping> Shared(Napi::Env env) const {
        Window(env);
        return mapping_;
    }

  private:
    Napi::Value Size(const Napi::CallbackInfo &info);
    Napi::Value Address(const Napi::CallbackInfo &info);
    Napi::Value Read(const Napi::CallbackInfo &info);
    void Write(const Napi::CallbackInfo &info);
    Napi::Value BlockRead(const Napi::CallbackInfo &info);
    void BlockWrite(const Napi::CallbackInfo &info);
    void BlockSet(const Napi::CallbackInfo &info);
    Napi::Value StartJob(const Napi::CallbackInfo &info);
    void Close(const Napi::CallbackInfo &info);

    // The window, or `RegionClosed`.
    amp_window Window(Napi::Env env) const;
    // Address of a checked scalar or block, or `OutOfRange`/`Misaligned`.
    volatile uint8_t *Scalar(Napi::Env env, unsigned width, uint64_t off) const;
    volatile uint8_t *Block(Napi::Env env, uint64_t off, uint64_t len, unsigned width) const;

    std::shared_ptr<Mapping> mapping_;
};
