// Numbers and bytes that come from JavaScript, checked before anything is touched. All throw a coded error.
#pragma once

#include <napi.h>

#include "error.h"

// A non-negative integer below 2^53, else `InvalidArgument`.
uint64_t IntegerArgument(const Napi::CallbackInfo &info, size_t index, const char *name);
// The same of a value that is no argument itself, at most `most`.
uint64_t IntegerValue(Napi::Env env, const Napi::Value &value, const char *name, uint64_t most);
// The same as IntegerArgument, at most `most`.
uint64_t SmallArgument(const Napi::CallbackInfo &info, size_t index, const char *name, uint64_t most);
// A number of at most `width` bits, a bigint for 64, else `InvalidArgument`.
uint64_t ValueArgument(const Napi::CallbackInfo &info, size_t index, unsigned width);
// A path without NUL, shorter than PATH_MAX, else `InvalidArgument`.
std::string PathArgument(const Napi::CallbackInfo &info, size_t index, const char *name);
