// Whether an unaligned load on a mapping faults, which tells Device memory from Normal where the machine tells them apart.
#pragma once

#include <napi.h>

// probeUnaligned(region): '' when the load succeeds, else the name of the signal.
Napi::Value ProbeUnaligned(const Napi::CallbackInfo &info);
