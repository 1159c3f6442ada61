#pragma once

#include <napi.h>

// translate(physmap, size, pageShift, to, value): bigint of framework/agent/addon.ts. Touches no mapping.
Napi::Value Translate(const Napi::CallbackInfo &info);
