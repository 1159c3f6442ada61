/* For tests only: the layout of libmetal's struct metal_device (libmetal bd97c9a), checked on both cores below. No code of libmetal. */
#ifndef TEST_METAL_DEVICE_H
#define TEST_METAL_DEVICE_H

#include <metal/io.h>

#define METAL_MAX_DEVICE_REGIONS 32

struct metal_bus;

struct metal_list {
    struct metal_list *next, *prev;
};

struct metal_device {
    const char *name;
    struct metal_bus *bus;
    unsigned num_regions;
    struct metal_io_region regions[METAL_MAX_DEVICE_REGIONS];
    struct metal_list node;
    int irq_num;
    void *irq_info;
};

_Static_assert(offsetof(struct metal_device, name) == 0, "name");
_Static_assert(offsetof(struct metal_device, bus) == TEST_LAYOUT(8, 4), "bus");
_Static_assert(offsetof(struct metal_device, num_regions) == TEST_LAYOUT(16, 8), "num_regions");
_Static_assert(offsetof(struct metal_device, regions) == TEST_LAYOUT(24, 12), "regions");
_Static_assert(offsetof(struct metal_device, node) == TEST_LAYOUT(3608, 1804), "node");
_Static_assert(offsetof(struct metal_device, irq_num) == TEST_LAYOUT(3624, 1812), "irq_num");
_Static_assert(offsetof(struct metal_device, irq_info) == TEST_LAYOUT(3632, 1816), "irq_info");
_Static_assert(sizeof(struct metal_device) == TEST_LAYOUT(3640, 1820), "size of struct metal_device");

#endif
