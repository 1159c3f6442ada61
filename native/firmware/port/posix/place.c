/* The processor of a job that races with the Linux side: the first, since the agent's thread takes the last. A wish and no more: where it
 * is not granted, both sides share what there is. */
#include <sched.h>

#include "../../port.h"

void port_place(bool alone) {
    static cpu_set_t all;
    static bool known;
    if (!known)
        known = sched_getaffinity(0, sizeof all, &all) == 0;
    if (!known || CPU_COUNT(&all) < 2)
        return;
    cpu_set_t set = all;
    if (alone) {
        int first = 0;
        while (!CPU_ISSET(first, &all))
            first++;
        CPU_ZERO(&set);
        CPU_SET(first, &set);
    }
    (void)sched_setaffinity(0, sizeof set, &set);
}
