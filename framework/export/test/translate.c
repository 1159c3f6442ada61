/* For tests only, built with an exported file as EXPORTED and its devices as DEVICES: reads lines `DEVICE REGION phys|offset VALUE` and
 * translates through the exported tables as metal_io_phys and metal_io_phys_to_offset do; `-` stands for METAL_BAD_PHYS and
 * METAL_BAD_OFFSET. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include EXPORTED

#define BAD ((unsigned long)-1)

static metal_phys_addr_t phys_of(const struct metal_io_region *io, unsigned long offset) {
    const unsigned long page = io->page_shift >= sizeof offset * CHAR_BIT ? 0 : offset >> io->page_shift;
    return offset < io->size ? io->physmap[page] + (offset & io->page_mask) : BAD;
}

static unsigned long offset_of(const struct metal_io_region *io, metal_phys_addr_t phys) {
    const int one_page = io->page_mask == BAD;
    for (unsigned long offset = one_page ? phys - io->physmap[0] : phys & io->page_mask; offset < io->size; offset += io->page_mask + 1) {
        if (phys_of(io, offset) == phys)
            return offset;
        if (one_page)
            break;
    }
    return BAD;
}

int main(void) {
    static struct metal_device *const devices[] = {DEVICES};
    unsigned device, region;
    char what[8];
    unsigned long value;
    for (unsigned i = 0; i < sizeof devices / sizeof devices[0]; i++)
        printf("%s %u %d %p\n", devices[i]->name, devices[i]->num_regions, devices[i]->irq_num, devices[i]->irq_info);
    while (scanf("%u %u %7s %lx", &device, &region, what, &value) == 4) {
        const struct metal_io_region *io = &devices[device]->regions[region];
        const unsigned long answer = strcmp(what, "phys") == 0 ? phys_of(io, value) : offset_of(io, value);
        if (answer == BAD)
            printf("-\n");
        else
            printf("%lx\n", answer);
    }
    return 0;
}
