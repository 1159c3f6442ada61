/* Translation over one page and over tables of 4 KiB pages, every edge both ways; the tables are exactly as long as they must be, so that
 * the address sanitiser sees a look past their end. */
#include "../translate.h"
#include "memory.h"

#define PAGE 0x1000u
static unsigned checks;

static struct amp_pages pages_of(const uint64_t *physmap, uint64_t size, uint32_t shift) {
    return (struct amp_pages){.physmap = physmap, .size = size, .page_shift = shift, .page_mask = amp_page_mask(shift)};
}

static void translates(const struct amp_pages *pages, uint64_t off, uint64_t phys) {
    uint64_t got = 0, back = 0;
    CHECK(amp_offset_to_phys(pages, off, &got) == AMP_OK && got == phys, "offset %llx is %llx, expected %llx", (unsigned long long)off,
          (unsigned long long)got, (unsigned long long)phys);
    CHECK(amp_phys_to_offset(pages, phys, &back) == AMP_OK && back == off, "address %llx is offset %llx, expected %llx",
          (unsigned long long)phys, (unsigned long long)back, (unsigned long long)off);
    checks++;
}

static void no_phys(const struct amp_pages *pages, uint64_t off) {
    uint64_t got = 0x5A;
    CHECK(amp_offset_to_phys(pages, off, &got) == AMP_E_RANGE && got == 0x5A, "offset %llx has an address", (unsigned long long)off);
    checks++;
}

static void no_offset(const struct amp_pages *pages, uint64_t phys) {
    uint64_t got = 0x5A;
    CHECK(amp_phys_to_offset(pages, phys, &got) == AMP_E_RANGE && got == 0x5A, "address %llx has an offset", (unsigned long long)phys);
    checks++;
}

/* A table of its own on the heap. */
static uint64_t *table(const uint64_t *from, size_t count) {
    uint64_t *copy = malloc(count * sizeof *copy);
    CHECK(copy != NULL, "no memory");
    memcpy(copy, from, count * sizeof *copy);
    return copy;
}

static void one_page(uint64_t base, uint64_t size) {
    uint64_t *map = table(&base, 1);
    const struct amp_pages pages = pages_of(map, size, AMP_ONE_PAGE);
    CHECK(pages.page_mask == UINT64_MAX, "mask %llx", (unsigned long long)pages.page_mask);
    translates(&pages, 0, base);
    translates(&pages, PAGE, base + PAGE);
    translates(&pages, size - 1, base + size - 1);
    no_phys(&pages, size);
    no_phys(&pages, UINT64_MAX);
    no_offset(&pages, base - 1);
    no_offset(&pages, base + size);
    no_offset(&pages, UINT64_MAX);
    free(map);
}

static void table_of_pages(const uint64_t *physmap, size_t count, uint64_t size) {
    uint64_t *map = table(physmap, count);
    const struct amp_pages pages = pages_of(map, size, 12);
    for (size_t i = 0; i < count; i++) {
        const uint64_t start = i * PAGE;
        const uint64_t last = (size - start < PAGE ? size - start : PAGE) - 1;
        translates(&pages, start, map[i]);
        translates(&pages, start + last, map[i] + last);
        translates(&pages, start + last / 2, map[i] + last / 2);
        if (last < PAGE - 1)
            no_offset(&pages, map[i] + last + 1); /* the rest of a page that the region does not fill */
    }
    no_phys(&pages, size);
    no_phys(&pages, UINT64_MAX);
    no_offset(&pages, UINT64_MAX);
    free(map);
}

/* A mapping of the same pages, wherever it lies. */
static void virt(uint64_t base, uint64_t size) {
    uint64_t got = 0, back = 0;
    CHECK(amp_offset_to_virt(base, size, size - 1, &got) == AMP_OK && got == base + size - 1, "%llx", (unsigned long long)got);
    CHECK(amp_virt_to_offset(base, size, got, &back) == AMP_OK && back == size - 1, "%llx", (unsigned long long)back);
    CHECK(amp_offset_to_virt(base, size, size, &got) == AMP_E_RANGE, "one past");
    CHECK(amp_virt_to_offset(base, size, base + size, &back) == AMP_E_RANGE, "one past");
    CHECK(amp_virt_to_offset(base, size, base - 1, &back) == AMP_E_RANGE, "one before");
    checks += 5;
}

int main(void) {
    static const uint64_t contiguous[] = {0x3ed80000, 0x3ed81000, 0x3ed82000, 0x3ed83000};
    /* A gap, a page below the former, neighbours in the wrong order, and one on each side of 4 GiB. */
    static const uint64_t scattered[] = {0x3ed80000, 0x3ed82000, 0x10000000, 0x0ffff000, 0xfffff000, 0x100000000, 0x8000000000};
    one_page(0x3ed80000, 0x800000);
    one_page(0x880000000, 0x2000);
    one_page(0xfffff000, 0x2000); /* across 4 GiB */
    table_of_pages(contiguous, 4, 4 * PAGE);
    table_of_pages(contiguous, 4, 3 * PAGE + 0x10);
    table_of_pages(scattered, 7, 7 * PAGE);
    {
        uint64_t *map = table(scattered, 7);
        const struct amp_pages pages = pages_of(map, 7 * PAGE, 12);
        no_offset(&pages, 0x3ed81000); /* the gap */
        no_offset(&pages, 0x3ed81fff);
        no_offset(&pages, 0x3ed83000);
        no_offset(&pages, 0x10001000);
        no_offset(&pages, 0x100001000);
        no_offset(&pages, 0x0);
        free(map);
    }
    {
        /* Every offset of a page table is one address and back, also with pages of 16 bytes. */
        static const uint64_t small[] = {0x40, 0x20, 0x80};
        uint64_t *map = table(small, 3);
        const struct amp_pages pages = pages_of(map, 45, 4);
        for (uint64_t off = 0; off < 45; off++)
            translates(&pages, off, small[off / 16] + off % 16);
        for (uint64_t phys = 0; phys < 0xa0; phys++) {
            uint64_t off = 0, back = 0;
            if (amp_phys_to_offset(&pages, phys, &off) == AMP_OK)
                CHECK(amp_offset_to_phys(&pages, off, &back) == AMP_OK && back == phys, "%llx", (unsigned long long)phys);
        }
        free(map);
    }
    {
        /* The largest region that there can be, in the largest pages that a shift can make. */
        static const uint64_t halves[] = {0x10, 0x8000000000000010};
        uint64_t *map = table(halves, 2);
        const struct amp_pages pages = pages_of(map, UINT64_MAX, 63);
        translates(&pages, 0, 0x10);
        translates(&pages, INT64_MAX, 0x800000000000000f);
        translates(&pages, UINT64_MAX - 1, 0xe); /* wraps, as libmetal's sum does */
        no_offset(&pages, 0xf);
        free(map);
    }
    {
        /* An empty region has no page, so its table is not looked at. */
        static const uint32_t shifts[] = {0, 12, 63, 64, AMP_ONE_PAGE};
        for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
            const struct amp_pages pages = pages_of(NULL, 0, shifts[i]);
            no_phys(&pages, 0);
            no_offset(&pages, 0);
        }
    }
    virt(0x7f0000000000, 0x800000);
    virt(0x3ed80000, 0x1000);
    printf("translate: %u\n", checks);
    return 0;
}
