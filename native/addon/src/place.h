// Where a job's thread runs.
#pragma once

#include <optional>

struct Place {
    // A processor of this machine; none: the last one that the process may use. On a machine with one, nothing is done.
    std::optional<unsigned> cpu;
    // SCHED_FIFO, where there is a processor to spare: the only one would be taken from sshd and the agent.
    bool realtime = false;

    // Whether this process may run on `cpu`.
    static bool Allowed(unsigned cpu);
    // Applies it to the calling thread. An errno, with the call's name in *syscall; 0: done.
    int Apply(const char **syscall) const;
};
