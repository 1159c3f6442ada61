#pragma once

#include <napi.h>

// installFaultReporter(): on SIGBUS, SIGSEGV and SIGILL one line to stderr, then the process dies of the signal as it would have.
void InstallFaultReporter(const Napi::CallbackInfo &info);
