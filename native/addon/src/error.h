// The errors that the addon throws: a JavaScript Error with `code`, as framework/agent/addon.ts lists them.
#pragma once

#include <napi.h>

#include <string>

#include "core.h"

// An Error object with `code` (and `name`, so that a stack trace shows it).
Napi::Error CodedError(Napi::Env env, const char *code, const std::string &message);

// Code `UioError` with `errno` (its name), `syscall` and `path`.
Napi::Error UioError(Napi::Env env, int error, const char *syscall, const std::string &path);

// A failed system call below discover() or open(), before it meets JavaScript.
struct UioFailure {
    int error;
    const char *syscall;
    std::string path;
};

// What a job that ended with this status rejects with.
Napi::Error JobError(Napi::Env env, amp_status status, const std::string &job);

std::string Hex(uint64_t value);
