#pragma once

#include <napi.h>

// installFaultReporter(): on SIGBUS and SIGSEGV one line to stderr, then the process dies of the signal as it would have.
void InstallFaultReporter(const Napi::CallbackInfo &info);
