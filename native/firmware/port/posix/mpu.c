/* Sixteen remembered regions, put into force by mprotect on the part of them that is mapped. */
#include <sys/mman.h>
#include <unistd.h>

#include "../../port.h"
#include "faults.h"
#include "model/model.h"
#include "process.h"

const unsigned port_mpu_free = 0;

#define EXECUTE_NEVER 0x1000
#define MEMORY_TYPE 0xff
#define NORM_NSHARED_WB_WA 0x0b

static struct mpu_region regions[AMP_MPU_REGIONS];

static int protection_of(const struct mpu_region *region) {
    const int execute = (region->access & EXECUTE_NEVER) == 0 && memory_executable() ? PROT_EXEC : 0;
    switch (region->access >> 8 & 7) {
    case 1:
    case 2:
    case 3:
        return PROT_READ | PROT_WRITE | execute;
    case 5:
    case 6:
        return PROT_READ | execute;
    default:
        return PROT_NONE;
    }
}

static void apply(const struct mpu_region *region, int protection) {
    const uint64_t eighth = (UINT64_C(1) << region->log2_size) >> 3;
    for (unsigned i = 0; i < 8; i++)
        if ((region->disabled >> i & 1) == 0)
            memory_protect(region->base + i * eighth, eighth, protection);
}

/* Where regions overlap the highest number decides: so all are laid down again, in order. */
void port_mpu_set(unsigned number, const struct mpu_region *region) {
    model_flush();
    if (regions[number].enabled)
        apply(&regions[number], PROT_NONE);
    regions[number] = *region;
    if (fault_on(FAULT_WRONG_FLAGS) && region->enabled)
        regions[number].access = (uint16_t)((region->access & ~MEMORY_TYPE) | NORM_NSHARED_WB_WA);
    for (unsigned i = 0; i < AMP_MPU_REGIONS; i++)
        if (regions[i].enabled)
            apply(&regions[i], protection_of(&regions[i]));
}

void port_mpu_get(unsigned number, struct mpu_region *region) {
    *region = regions[number];
}

uint32_t port_mpu_granule(void) {
    return (uint32_t)sysconf(_SC_PAGESIZE);
}
