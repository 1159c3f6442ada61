/* native/core as the firmware calls it: compiled against the direct accessor, and on the simulator a second time against the modelled one
 * (core/port.h). */
#ifndef AMP_VARIANT_H
#define AMP_VARIANT_H

#include "core/access.h"
#include "core/job.h"

struct variant {
    enum amp_status (*job_start)(struct amp_job *job, struct amp_window window, uint32_t kind, const uint64_t *arg);
    enum amp_status (*job_step)(struct amp_job *job);
    void (*block_read)(void *to, const volatile void *from, size_t len, enum amp_memory memory);
    void (*block_write)(volatile void *to, const void *from, size_t len, enum amp_memory memory);
    void (*block_set)(volatile void *to, uint8_t byte, size_t len, enum amp_memory memory);
    enum amp_status (*block_read_width)(void *to, const volatile void *from, size_t len, unsigned width);
    enum amp_status (*block_write_width)(volatile void *to, const void *from, size_t len, unsigned width);
    enum amp_status (*block_set_width)(volatile void *to, uint8_t byte, size_t len, unsigned width);
    /* One access of 1, 2, 4 or 8 bytes, naturally aligned. */
    uint64_t (*read)(const volatile void *p, unsigned bytes, enum amp_order order);
    void (*write)(volatile void *p, unsigned bytes, uint64_t value, enum amp_order order);
};

extern const struct variant variant_direct;

#endif
