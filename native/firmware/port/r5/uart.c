/* Cadence UART, register names of UG1087. */
#include "r5.h"

#define UART1 0xff010000u
#define REG(offset) (*(volatile uint32_t *)(UART1 + (offset)))
#define CONTROL REG(0x00)
#define MODE REG(0x04)
#define INTRPT_DIS REG(0x0c)
#define CHNL_INT_STS REG(0x14)
#define BAUD_RATE_GEN REG(0x18)
#define CHANNEL_STS REG(0x2c)
#define TX_RX_FIFO REG(0x30)
#define BAUD_RATE_DIVIDER REG(0x34)

enum {
    CONTROL_RXRES = 0x01,
    CONTROL_TXRES = 0x02,
    CONTROL_RXEN = 0x04,
    CONTROL_RXDIS = 0x08,
    CONTROL_TXEN = 0x10,
    CONTROL_TXDIS = 0x20,
    MODE_8N1 = 0x20,
    INT_ROVR = 0x20,
    STS_RXEMPTY = 0x02,
    STS_TXEMPTY = 0x08,
    STS_TXFULL = 0x10,
    STS_TACTIVE = 0x800,
};

#define BAUD 115200u
#define DIVIDER 6u /* a bit is DIVIDER + 1 baud clocks */

static uint32_t overruns;
static bool received; /* since the last look at the overrun flag */

void uart_init(uint32_t clock) {
    CONTROL = CONTROL_RXDIS | CONTROL_TXDIS;
    INTRPT_DIS = 0xffffffffu;
    MODE = MODE_8N1;
    BAUD_RATE_GEN = (clock + BAUD * (DIVIDER + 1) / 2) / (BAUD * (DIVIDER + 1));
    BAUD_RATE_DIVIDER = DIVIDER;
    CONTROL = CONTROL_RXDIS | CONTROL_TXDIS | CONTROL_RXRES | CONTROL_TXRES;
    while (CONTROL & (CONTROL_RXRES | CONTROL_TXRES))
        ;
    CHNL_INT_STS = 0xffffffffu; /* write one to clear */
    CONTROL = CONTROL_RXEN | CONTROL_TXEN;
}

static void look_for_overrun(void) {
    received = false;
    if (CHNL_INT_STS & INT_ROVR) {
        CHNL_INT_STS = INT_ROVR;
        overruns++;
    }
}

int port_get(void) {
    if (CHANNEL_STS & STS_RXEMPTY) {
        if (received)
            look_for_overrun();
        return -1;
    }
    received = true;
    return (int)(TX_RX_FIFO & 0xff);
}

void port_put(char byte) {
    while (CHANNEL_STS & STS_TXFULL)
        ;
    TX_RX_FIFO = (uint8_t)byte;
}

void port_flush(void) {
    while ((CHANNEL_STS & (STS_TXEMPTY | STS_TACTIVE)) != STS_TXEMPTY)
        ;
}

uint32_t port_overruns(void) {
    look_for_overrun();
    return overruns;
}

/* Every look at a UART register takes QEMU's big lock and so slows Linux: hence the turns in between. */
void port_idle(void) {
    for (unsigned turn = 0; turn < idle_turns; turn++)
        __asm__ volatile("nop");
}
