#include "translate.h"

#include <stdbool.h>

static bool one_page(const struct amp_pages *pages) {
    /* A shift by 64 or more is undefined: libmetal takes it for one page, and so do we. */
    return pages->page_shift >= 64;
}

uint64_t amp_page_mask(uint32_t page_shift) {
    return page_shift >= 64 ? AMP_ONE_PAGE_MASK : (UINT64_C(1) << page_shift) - 1;
}

enum amp_status amp_offset_to_phys(const struct amp_pages *pages, uint64_t off, uint64_t *phys) {
    if (off >= pages->size)
        return AMP_E_RANGE;
    *phys = pages->physmap[one_page(pages) ? 0 : off >> pages->page_shift] + (off & pages->page_mask);
    return AMP_OK;
}

enum amp_status amp_phys_to_offset(const struct amp_pages *pages, uint64_t phys, uint64_t *off) {
    /* Compared by difference: no sum can wrap, and an address below the page becomes a huge difference. libmetal compares the translation
     * of each candidate with `phys`, and so takes METAL_BAD_PHYS itself for an address of the region. */
    if (pages->size == 0)
        return AMP_E_RANGE; /* no page: the table may be empty */
    if (one_page(pages)) {
        if (phys - pages->physmap[0] >= pages->size)
            return AMP_E_RANGE;
        *off = phys - pages->physmap[0];
        return AMP_OK;
    }
    for (uint64_t page = 0; page <= (pages->size - 1) >> pages->page_shift; page++) {
        const uint64_t start = page << pages->page_shift;
        const uint64_t within = phys - pages->physmap[page];
        if (within <= pages->page_mask && within < pages->size - start) {
            *off = start + within;
            return AMP_OK;
        }
    }
    return AMP_E_RANGE;
}

enum amp_status amp_offset_to_virt(uint64_t virt, uint64_t size, uint64_t off, uint64_t *address) {
    if (off >= size)
        return AMP_E_RANGE;
    *address = virt + off;
    return AMP_OK;
}

enum amp_status amp_virt_to_offset(uint64_t virt, uint64_t size, uint64_t address, uint64_t *off) {
    if (address - virt >= size)
        return AMP_E_RANGE;
    *off = address - virt;
    return AMP_OK;
}
