#include "place.h"

#include <cerrno>
#include <pthread.h>
#include <sched.h>

bool Place::Allowed(unsigned cpu) {
    cpu_set_t set;
    return cpu < CPU_SETSIZE && sched_getaffinity(0, sizeof set, &set) == 0 && CPU_ISSET(cpu, &set);
}

int Place::Apply(const char **syscall) const {
    cpu_set_t set;
    *syscall = "sched_getaffinity";
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return errno;
    if (CPU_COUNT(&set) < 2)
        return 0;
    unsigned last = CPU_SETSIZE - 1;
    while (!CPU_ISSET(last, &set))
        last--;
    CPU_ZERO(&set);
    CPU_SET(cpu.value_or(last), &set);
    *syscall = "pthread_setaffinity_np";
    const int pinned = pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    if (pinned != 0 || !realtime)
        return pinned;
    // The lowest: above every ordinary thread is enough.
    sched_param parameter = {};
    parameter.sched_priority = sched_get_priority_min(SCHED_FIFO);
    *syscall = "pthread_setschedparam";
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter);
}
