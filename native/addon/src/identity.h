#pragma once

#include <napi.h>

// Sets build, isa, tickHz and midr.
void SetIdentity(Napi::Env env, Napi::Object exports);
