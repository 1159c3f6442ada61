// process.exit() ends the process without tearing the main environment down, so its cleanup hooks do not run. An exit handler does the
// job threads' part: they are told, and waited for, before the process's statics go.
#pragma once

namespace ProcessEnd {

// Once a process; from any environment.
void Install();
// exit() has begun: job threads stop at their next step and no longer talk to Node.
bool Began();

// Held by a job's thread while it runs.
struct Thread {
    Thread();
    ~Thread();
};

} // namespace ProcessEnd
