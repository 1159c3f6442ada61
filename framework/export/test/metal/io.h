/* For tests only: the layout of libmetal's struct metal_io_region (libmetal bd97c9a), checked on both cores below. No code of libmetal. */
#ifndef TEST_METAL_IO_H
#define TEST_METAL_IO_H

#include <stddef.h>
#include <stdint.h>

typedef unsigned long metal_phys_addr_t;

typedef void (*test_metal_op)(void);
struct metal_io_ops {
    test_metal_op read, write, block_read, block_write, block_set, close, offset_to_phys, phys_to_offset;
};

struct metal_io_region {
    void *virt;
    const metal_phys_addr_t *physmap;
    size_t size;
    unsigned long page_shift;
    metal_phys_addr_t page_mask;
    unsigned int mem_flags;
    struct metal_io_ops ops;
};

/* A 64-bit core's value, a 32-bit core's. */
#define TEST_LAYOUT(on64, on32) (sizeof(void *) == 8 ? (on64) : (on32))

_Static_assert(offsetof(struct metal_io_region, virt) == 0, "virt");
_Static_assert(offsetof(struct metal_io_region, physmap) == TEST_LAYOUT(8, 4), "physmap");
_Static_assert(offsetof(struct metal_io_region, size) == TEST_LAYOUT(16, 8), "size");
_Static_assert(offsetof(struct metal_io_region, page_shift) == TEST_LAYOUT(24, 12), "page_shift");
_Static_assert(offsetof(struct metal_io_region, page_mask) == TEST_LAYOUT(32, 16), "page_mask");
_Static_assert(offsetof(struct metal_io_region, mem_flags) == TEST_LAYOUT(40, 20), "mem_flags");
_Static_assert(offsetof(struct metal_io_region, ops) == TEST_LAYOUT(48, 24), "ops");
_Static_assert(sizeof(struct metal_io_region) == TEST_LAYOUT(112, 56), "size of struct metal_io_region");

#endif
