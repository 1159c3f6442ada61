#include "maintenance.h"

#include "fence.h"

__attribute__((weak)) void amp_port_clean(volatile void *p, uint64_t bytes) {
    (void)p;
    (void)bytes;
    amp_dsb_sy();
}

__attribute__((weak)) void amp_port_invalidate(volatile void *p, uint64_t bytes) {
    (void)p;
    (void)bytes;
    amp_dsb_sy();
}
