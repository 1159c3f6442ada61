// The addon's table of contents: `Addon` of framework/agent/addon.ts. Runs once an environment: the main thread and every Worker that loads
// it.
#include <napi.h>

#include "discover.h"
#include "environment.h"
#include "exchange.h"
#include "fault_probe.h"
#include "fault_reporter.h"
#include "identity.h"
#include "irq.h"
#include "litmus_thread.h"
#include "process_end.h"
#include "region.h"
#include "translate.h"

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
    auto *environment = new Environment;
    env.SetInstanceData(environment);
    environment->region = Napi::Persistent(Region::Define(env));
    environment->irq = Napi::Persistent(Irq::Define(env));
    environment->thread = Napi::Persistent(LitmusThread::Define(env));
    // Runs before the instance data goes, also when a Worker is terminated in mid-job.
    env.AddCleanupHook([](Environment *ending) { ending->StopJobs(nullptr); }, environment);
    ProcessEnd::Install();

    SetIdentity(env, exports);
    exports.Set("discover", Napi::Function::New<Discover>(env, "discover"));
    exports.Set("open", Napi::Function::New<Region::Open>(env, "open"));
    exports.Set("openIrq", Napi::Function::New<Irq::Open>(env, "openIrq"));
    exports.Set("loadThread", Napi::Function::New<LitmusThread::Load>(env, "loadThread"));
    exports.Set("probeUnaligned", Napi::Function::New<ProbeUnaligned>(env, "probeUnaligned"));
    exports.Set("translate", Napi::Function::New<Translate>(env, "translate"));
    exports.Set("exchange", Napi::Function::New<Exchange>(env, "exchange"));
    exports.Set("installFaultReporter", Napi::Function::New<InstallFaultReporter>(env, "installFaultReporter"));
    return exports;
}

NODE_API_MODULE(amp_hil, Init)
