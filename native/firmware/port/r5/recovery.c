#include "cp15.h"
#include "r5.h"

struct recovery {
    uint32_t registers[10]; /* r4 to r11, sp, lr: exception.S knows the order */
    struct fault fault;
    struct recovery *outer;
};

int recovery_save(uint32_t *registers) __attribute__((returns_twice));
uint32_t *recovery_fault(enum fault_kind kind, uint32_t pc);

static struct recovery *recovery;

/* Fault status with bit 10 of DFSR moved beside the other four. */
enum { STATUS_ASYNC_EXTERNAL = 0x16, STATUS_ASYNC_PARITY = 0x18, DFSR_WRITE = 1u << 11 };

bool port_try(void (*run)(void *), void *argument, struct fault *fault) {
    struct recovery here;
    here.outer = recovery;
    if (recovery_save(here.registers) != 0) {
        struct recovery *from = recovery;
        recovery = from->outer;
        *fault = from->fault;
        return true;
    }
    recovery = &here;
    run(argument);
    recovery = here.outer;
    return false;
}

/* Called by exception.S in the mode of the exception; returns the registers to resume with. */
uint32_t *recovery_fault(enum fault_kind kind, uint32_t pc) {
    struct fault fault = {.kind = kind, .precise = true, .pc = pc, .address = pc};
    if (kind == FAULT_DATA) {
        const uint32_t dfsr = dfsr_get();
        const uint32_t status = (dfsr & 0xf) | (dfsr >> 6 & 0x10);
        fault.status = dfsr;
        fault.address = dfar_get();
        fault.write = (dfsr & DFSR_WRITE) != 0;
        fault.precise = status != STATUS_ASYNC_EXTERNAL && status != STATUS_ASYNC_PARITY;
    } else if (kind == FAULT_PREFETCH) {
        fault.status = ifsr_get();
        fault.address = ifar_get();
    }
    /* What could be executed can be read; what could not be fetched would fault again. */
    if (kind != FAULT_PREFETCH)
        fault.insn = *(const volatile uint32_t *)(uintptr_t)pc;
    /* Before the first recovery point there is nowhere to go on: stand still where a debugger finds us. */
    while (recovery == NULL)
        ;
    recovery->fault = fault;
    return recovery->registers;
}
