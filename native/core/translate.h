/* Address translation of an I/O region through its page table: what metal_io_phys, metal_io_phys_to_offset, metal_io_virt and
 * metal_io_virt_to_offset compute. Pure arithmetic: touches no mapping. */
#ifndef AMP_TRANSLATE_H
#define AMP_TRANSLATE_H

#include <stdint.h>

#include "status.h"

/* libmetal's page_shift -1 and page_mask -1: the region is one page. */
#define AMP_ONE_PAGE UINT32_MAX
#define AMP_ONE_PAGE_MASK UINT64_MAX

/* The fields of struct metal_io_region that translation uses. 64-bit on every side, so that addresses above 4 GiB translate on a 32-bit
 * core as well. */
struct amp_pages {
    const uint64_t *physmap; /* base address of each page; (size >> page_shift) rounded up of them */
    uint64_t size;           /* bytes */
    uint32_t page_shift;     /* log2 of the page, 0 to 63, or AMP_ONE_PAGE */
    uint64_t page_mask;      /* offset within the page */
};

/* page_mask of a page_shift: all ones for every shift that is no shift of 64 bits. */
uint64_t amp_page_mask(uint32_t page_shift);

/* Physical address of `off`. AMP_E_RANGE from size on: libmetal's METAL_BAD_PHYS. */
enum amp_status amp_offset_to_phys(const struct amp_pages *pages, uint64_t off, uint64_t *phys);
/* Offset of a physical address; the first one where pages repeat. AMP_E_RANGE where no page has it: METAL_BAD_OFFSET. */
enum amp_status amp_phys_to_offset(const struct amp_pages *pages, uint64_t phys, uint64_t *off);

/* A mapping is linear, however scattered its pages are. `virt` is the address of offset 0. */
enum amp_status amp_offset_to_virt(uint64_t virt, uint64_t size, uint64_t off, uint64_t *address);
enum amp_status amp_virt_to_offset(uint64_t virt, uint64_t size, uint64_t address, uint64_t *off);

#endif
