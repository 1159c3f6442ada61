/* What the files of the two R5 ports share. */
#ifndef AMP_R5_H
#define AMP_R5_H

#include <stdint.h>

#include "../../port.h"

/* UART1: 8N1 at 115200 baud from a reference clock of `clock` Hz. */
void uart_init(uint32_t clock);

/* Starts the cycle counter. */
void ticks_init(void);

/* Puts the port's own plan into regions 0 to port_mpu_free - 1, switches the rest off, and the MPU and the caches on. */
void mpu_init(const struct mpu_region *plan, unsigned count);

/* Clears the stop word and draws this start's nonce. */
void mailbox_init(void);

/* Turns of port_idle between two looks at the UART and the stop word. */
extern const unsigned idle_turns;

/* The page of what runs in User mode (user.S). */
#define USER_CODE_SIZE 0x1000u
extern const uint8_t user_code[];

/* The last page of the carve-out: stop word and boot counter. Linux writes it: never cached. */
#define MAILBOX_SIZE 0x1000u
#define AMP_STOP_MAGIC 0x0ff0ff0fu

/* Access words of the plans, by libmetal's names. */
enum {
    DEVICE_NONSHARED = 0x10,
    NORM_SHARED_NCACHE = 0x0c,
    NORM_NSHARED_NCACHE = 0x08,
    NORM_NSHARED_WB_WA = 0x0b,
    PRIV_RW_USER_NA = 0x100,
    PRIV_RO_USER_NA = 0x500,
    PRIV_RO_USER_RO = 0x600,
    EXECUTE_NEVER = 0x1000,
};

#endif
