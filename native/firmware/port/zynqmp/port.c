/* The R5 of a real Zynq UltraScale+; see README.md for what has not been run. */
#include "memmap.h"

#include "../../session.h"
#include "../r5/r5.h"
#include "clock.h"
#include "ipi.h"

const char port_name[] = "zynqmp";
/* Some 50 µs: the receive FIFO fills in 5.5 ms. */
const unsigned idle_turns = 10000;

#define UART_CLOCK 100000000u

_Static_assert((AMP_FW_SIZE & (AMP_FW_SIZE - 1)) == 0 && AMP_FW_BASE % AMP_FW_SIZE == 0, "one MPU region must cover the carve-out");

/* A later region wins over an earlier one. What no region covers faults. */
static const struct mpu_region plan[] = {
    /* ATCM: vectors, read-only */
    {.base = 0, .log2_size = 16, .access = NORM_NSHARED_NCACHE | PRIV_RO_USER_NA, .enabled = true},
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
    {.base = IPI_RPU0, .log2_size = 12, .access = DEVICE_NONSHARED | PRIV_RW_USER_NA | EXECUTE_NEVER, .enabled = true},
    {.base = TTC0, .log2_size = 12, .access = DEVICE_NONSHARED | PRIV_RW_USER_NA | EXECUTE_NEVER, .enabled = true},
};
const unsigned port_mpu_free = sizeof plan / sizeof plan[0];

static uint64_t hz;

uint64_t port_tick_hz(void) {
    return hz;
}

void port_init(void) {
    ticks_init();
    mailbox_init();
    mpu_init(plan, port_mpu_free);
    __asm__ volatile("cpsie a" ::: "memory");
    hz = clock_measure();
    uart_init(UART_CLOCK);
    if (hz == 0)
        session_log("ticks: TTC0 does not count, so the rate of the cycle counter (hz) is not known");
}

void port_stop(void) {
    for (;;)
        __asm__ volatile("wfi" ::: "memory");
}
