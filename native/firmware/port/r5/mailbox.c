/* The last page of the carve-out, outside every segment of the ELF, so that no load touches it. */
#include "memmap.h"

#include "cp15.h"
#include "r5.h"

#define END (AMP_FW_BASE + AMP_FW_SIZE)
#define STOP_WORD (*(volatile uint32_t *)(END - 4))
#define BOOTS (*(volatile uint32_t *)(END - 8)) /* counts starts; holds anything after power-on */

static uint32_t nonce;

void mailbox_init(void) {
    STOP_WORD = 0;
    const uint32_t boots = BOOTS + 1;
    BOOTS = boots;
    /* The count alone differs from start to start, the cycles from power-on to power-on. */
    uint32_t x = boots * 0x9e3779b1u ^ pmccntr_get();
    x = (x ^ x >> 16) * 0x85ebca6bu;
    x = (x ^ x >> 13) * 0xc2b2ae35u;
    nonce = x ^ x >> 16;
}

uint32_t port_nonce(void) {
    return nonce;
}
bool port_stop_wanted(void) {
    return STOP_WORD == AMP_STOP_MAGIC;
}

uint32_t port_midr(void) {
    return midr_get();
}
uint32_t port_mpidr(void) {
    return mpidr_get();
}
/* The MPU protects, it does not translate. */
volatile void *port_virtual(uint64_t physical) {
    return (volatile void *)(uintptr_t)physical;
}
