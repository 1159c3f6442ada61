#include "variant.h"

#include "core/block.h"

static uint64_t read(const volatile void *p, unsigned bytes, enum amp_order order) {
    switch (bytes) {
    case 1:
        return amp_read8(p, order);
    case 2:
        return amp_read16(p, order);
    case 4:
        return amp_read32(p, order);
    default:
        return amp_read64(p, order);
    }
}

static void write(volatile void *p, unsigned bytes, uint64_t value, enum amp_order order) {
    switch (bytes) {
    case 1:
        amp_write8(p, (uint8_t)value, order);
        break;
    case 2:
        amp_write16(p, (uint16_t)value, order);
        break;
    case 4:
        amp_write32(p, (uint32_t)value, order);
        break;
    default:
        amp_write64(p, value, order);
        break;
    }
}

#if defined(AMP_MODELLED)
extern const struct variant variant_modelled;
#define VARIANT variant_modelled
#else
#define VARIANT variant_direct
#endif

const struct variant VARIANT = {
    .job_start = amp_job_start,
    .job_step = amp_job_step,
    .block_read = amp_block_read,
    .block_write = amp_block_write,
    .block_set = amp_block_set,
    .block_read_width = amp_block_read_width,
    .block_write_width = amp_block_write_width,
    .block_set_width = amp_block_set_width,
    .read = read,
    .write = write,
};
