#pragma once

#include <napi.h>

// discover(sysfs, dev): UioDevice[] of framework/agent/addon.ts.
Napi::Value Discover(const Napi::CallbackInfo &info);
