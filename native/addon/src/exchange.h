#pragma once

#include <napi.h>

// exchange(answers): string of framework/agent/addon.ts. The agent's channel on descriptors 0 and 1, both blocking.
Napi::Value Exchange(const Napi::CallbackInfo &info);
