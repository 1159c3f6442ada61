/* The R5F of QEMU's xlnx-zcu102. */
#include "memmap.h"

#include "../r5/cp15.h"
#include "../r5/r5.h"
#include "doorbell.h"

const char port_name[] = "qemu-zynqmp";
/* About a tenth of a millisecond under TCG. */
const unsigned idle_turns = 20000;

#define VECTORS 0xffff0000u
#define UART_CLOCK 100000000u

void exception_undef(void);
void exception_svc(void);
void exception_prefetch(void);
void exception_data(void);
void exception_other(void);

_Static_assert((AMP_FW_SIZE & (AMP_FW_SIZE - 1)) == 0 && AMP_FW_BASE % AMP_FW_SIZE == 0, "one MPU region must cover the carve-out");

/* A later region wins over an earlier one. What no region covers faults. */
static const struct mpu_region plan[] = {
    /* code and data; cached on silicon, so the port's timing would be that of the other R5 port (QEMU models no caches) */
    {.base = AMP_FW_BASE, .log2_size = __builtin_ctz(AMP_FW_SIZE), .access = NORM_NSHARED_WB_WA | PRIV_RW_USER_NA, .enabled = true},
    {.base = AMP_FW_BASE + AMP_FW_SIZE - MAILBOX_SIZE,
     .log2_size = __builtin_ctz(MAILBOX_SIZE),
     .access = NORM_SHARED_NCACHE | PRIV_RW_USER_NA | EXECUTE_NEVER,
     .enabled = true},
    {.base = (uint32_t)user_code,
     .log2_size = __builtin_ctz(USER_CODE_SIZE),
     .access = NORM_NSHARED_WB_WA | PRIV_RO_USER_RO,
     .enabled = true},
    /* UART1 */
    {.base = 0xff010000u, .log2_size = 12, .access = DEVICE_NONSHARED | PRIV_RW_USER_NA | EXECUTE_NEVER, .enabled = true},
    /* the doorbell */
    {.base = GICD, .log2_size = 12, .access = DEVICE_NONSHARED | PRIV_RW_USER_NA | EXECUTE_NEVER, .enabled = true},
    /* the vectors, read-only once written */
    {.base = VECTORS, .log2_size = 12, .access = NORM_NSHARED_WB_WA | PRIV_RO_USER_NA, .enabled = true},
};
const unsigned port_mpu_free = sizeof plan / sizeof plan[0];

/* QEMU counts PMCCNTR at a fixed 1 GHz of its virtual clock, whatever the core does. */
uint64_t port_tick_hz(void) {
    return 1000000000u;
}

/* High vectors are OCM here. Each is `ldr pc, [pc, #24]`, its target eight words on. */
static void vectors_write(void) {
    void (*const target[8])(void) = {exception_other, exception_undef, exception_svc,   exception_prefetch,
                                     exception_data,  exception_other, exception_other, exception_other};
    volatile uint32_t *at = (volatile uint32_t *)VECTORS;
    for (unsigned i = 0; i < 8; i++) {
        at[i] = 0xe59ff018u;
        at[8 + i] = (uint32_t)target[i];
    }
}

void port_init(void) {
    vectors_write();
    sctlr_set(sctlr_get() | SCTLR_V);
    ticks_init();
    mailbox_init();
    mpu_init(plan, port_mpu_free);
    __asm__ volatile("cpsie a" ::: "memory");
    uart_init(UART_CLOCK);
}

/* PSCI CPU_OFF: the core is off as CPU_ON found it. */
void port_stop(void) {
    register uint32_t function __asm__("r0") = 0x84000002u;
    for (;;)
        __asm__ volatile(".arch_extension sec\n\tsmc #0" : "+r"(function) : : "memory");
}
