/* Code of a litmus thread runs where it lies: in the firmware's carve-out, which its MPU region lets privileged code execute. */
#include "cp15.h"
#include "r5.h"

void *port_code_seal(const uint8_t *code, size_t bytes) {
    const uint32_t first = (uint32_t)code & ~(CACHE_LINE - 1), end = (uint32_t)code + (uint32_t)bytes;
    /* What was written as data reaches the point where instructions are fetched from ... */
    for (uint32_t line = first; line < end; line += CACHE_LINE)
        dccmvau_set(line);
    dsb();
    /* ... and nothing older is fetched, neither from the instruction cache nor from the pipeline. */
    iciallu_set(0);
    dsb();
    isb();
    return (void *)(uintptr_t)code;
}

void port_code_drop(void) {}

void port_place(bool alone) {
    (void)alone; /* the core has nobody else */
}
