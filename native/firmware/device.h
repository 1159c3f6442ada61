/* The shm device of this build, as the R5 sees it. */
#ifndef AMP_DEVICE_H
#define AMP_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/job.h"

#include "variant.h"

struct device {
    bool open;
    uint16_t flags;             /* in force while open */
    unsigned regions;           /* MPU regions in use, from port_mpu_free on; those of device_protect are the last */
    struct amp_window window;   /* base and size; valid while open */
    const struct variant *core; /* what reaches the window; direct before the first opening */
};

extern struct device device;

/* Programs the MPU so that the window, and nothing else, is reachable with `flags`. False: it takes more regions than there are. */
bool device_open(uint16_t flags, unsigned *needed, unsigned *available);
void device_close(void);
/* Lays `access` (permission and EXECUTE_NEVER; the memory type stays the window's) over a part of the open window, until it is closed. The
 * range lies in the window, its ends are multiples of port_mpu_granule(). False: as device_open, and nothing was changed. */
bool device_protect(uint32_t off, uint32_t length, uint16_t access, unsigned *needed, unsigned *available);
/* A mem_flags word that an MPU region can hold: a memory type of libmetal and an access permission. */
bool device_flags_legal(uint64_t flags);

#endif
