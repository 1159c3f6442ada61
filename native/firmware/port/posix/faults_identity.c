/* Faults of what the firmware says of itself and of how it translates: around functions of the shared source, which the linker hands to us
 * first (--wrap in port.mk). The shared source itself knows of no fault. */
#include <string.h>

#include "memmap.h"

#include "../../text.h"
#include "core/translate.h"
#include "faults.h"

#define PAGE 4096u
#define SWAPPED_MOST 32u

void __real_text_word(struct text *text, const char *key, const char *value);
void __wrap_text_word(struct text *text, const char *key, const char *value);
void __wrap_text_word(struct text *text, const char *key, const char *value) {
    const bool old = fault_on(FAULT_OLD_FIRMWARE) && strcmp(key, "build") == 0;
    __real_text_word(text, key, old ? "00000001" : value);
}

void __real_text_field(struct text *text, const char *key, uint64_t value);
void __wrap_text_field(struct text *text, const char *key, uint64_t value);
void __wrap_text_field(struct text *text, const char *key, uint64_t value) {
    /* `base` comes first: so the window is told from an MPU region of its size. */
    static uint64_t base;
    if (strcmp(key, "base") == 0)
        base = value;
    const bool window = strcmp(key, "size") == 0 && base == AMP_SHM_BASE && value == AMP_SHM_SIZE;
    const bool half = window && fault_on(FAULT_WINDOW_SHORT);
    __real_text_field(text, key, half ? value / 2 : value);
}

/* The table as a firmware has it that fills in its first two pages the wrong way round. */
static struct amp_pages as_filled(const struct amp_pages *pages) {
    static uint64_t swapped[SWAPPED_MOST];
    struct amp_pages filled = *pages;
    const uint64_t count = pages->page_shift > 63 ? 1 : ((pages->size - 1) >> pages->page_shift) + 1;
    if (!fault_on(FAULT_PHYSMAP_SWAPPED) || count < 2 || count > SWAPPED_MOST)
        return filled;
    memcpy(swapped, pages->physmap, (size_t)count * sizeof *swapped);
    swapped[0] = pages->physmap[1];
    swapped[1] = pages->physmap[0];
    filled.physmap = swapped;
    return filled;
}

enum amp_status __real_amp_offset_to_phys(const struct amp_pages *pages, uint64_t off, uint64_t *phys);
enum amp_status __wrap_amp_offset_to_phys(const struct amp_pages *pages, uint64_t off, uint64_t *phys);
enum amp_status __wrap_amp_offset_to_phys(const struct amp_pages *pages, uint64_t off, uint64_t *phys) {
    const struct amp_pages filled = as_filled(pages);
    const enum amp_status status = __real_amp_offset_to_phys(&filled, off, phys);
    if (status == AMP_OK && fault_on(FAULT_PHYS_OFF_BY_PAGE))
        *phys += PAGE;
    return status;
}

enum amp_status __real_amp_phys_to_offset(const struct amp_pages *pages, uint64_t phys, uint64_t *off);
enum amp_status __wrap_amp_phys_to_offset(const struct amp_pages *pages, uint64_t phys, uint64_t *off);
enum amp_status __wrap_amp_phys_to_offset(const struct amp_pages *pages, uint64_t phys, uint64_t *off) {
    const struct amp_pages filled = as_filled(pages);
    return __real_amp_phys_to_offset(&filled, fault_on(FAULT_PHYS_OFF_BY_PAGE) ? phys - PAGE : phys, off);
}
