#include "device.h"

#include "memmap.h"

#include "cover.h"
#include "port.h"

struct device device = {.core = &variant_direct};

bool device_flags_legal(uint64_t flags) {
    static const uint8_t types[] = {0x00, 0x01, 0x10, 0x02, 0x06, 0x03, 0x07, 0x0b, 0x0f, 0x08, 0x0c};
    if ((flags & ~UINT64_C(0x17ff)) != 0 || (flags & 0x700) == 0x400 || (flags & 0x700) == 0x700)
        return false;
    for (unsigned i = 0; i < sizeof types; i++)
        if (types[i] == (flags & 0xff))
            return true;
    return false;
}

static enum amp_memory device_memory(uint16_t flags) {
    const uint8_t type = flags & 0xff;
    return type == 0x00 || type == 0x01 || type == 0x10 ? AMP_MEMORY_DEVICE : AMP_MEMORY_NORMAL;
}

/* Regions above those in use: in the core the highest number decides. All of them are found before the first is set. */
static bool cover(uint64_t base, uint64_t size, uint16_t access, unsigned *needed, unsigned *available) {
    struct mpu_region regions[AMP_MPU_REGIONS];
    const unsigned first = port_mpu_free + device.regions;
    /* The last region is left for the guard pages. */
    *available = AMP_MPU_REGIONS - 1 - first;
    *needed = cover_range(base, size, access, regions, *available);
    if (*needed == 0 || *needed > *available)
        return false;
    for (unsigned i = 0; i < *needed; i++)
        port_mpu_set(first + i, &regions[i]);
    device.regions += *needed;
    return true;
}

bool device_open(uint16_t flags, unsigned *needed, unsigned *available) {
    if (!cover(AMP_SHM_BASE, AMP_SHM_SIZE, flags, needed, available))
        return false;
    device.flags = flags;
    device.window.base = port_virtual(AMP_SHM_BASE);
    device.window.size = AMP_SHM_SIZE;
    device.window.memory = device_memory(flags);
    device.core = port_variant(flags);
    device.open = true;
    return true;
}

bool device_protect(uint32_t off, uint32_t length, uint16_t access, unsigned *needed, unsigned *available) {
    return cover((uint64_t)AMP_SHM_BASE + off, length, (device.flags & 0xff) | access, needed, available);
}

void device_close(void) {
    const struct mpu_region off = {.log2_size = 5};
    device.open = false;
    for (unsigned i = 0; i < device.regions; i++)
        port_mpu_set(port_mpu_free + i, &off);
    device.regions = 0;
}
