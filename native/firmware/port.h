/* What the firmware needs of the machine it runs on; one folder below port/ a machine. */
#ifndef AMP_FIRMWARE_PORT_H
#define AMP_FIRMWARE_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "variant.h"

/* `port=` of the greeting. */
extern const char port_name[];

/* Console, MPU, counters, recovery: called once, before anything else. */
void port_init(void);

/* Next received byte, or -1. Never waits. */
int port_get(void);
/* Sends one byte; waits for room in the transmitter, not for the host. */
void port_put(char byte);
/* Waits until all is sent. */
void port_flush(void);
/* Receive overruns since the start. */
uint32_t port_overruns(void);
/* Nothing to do: waits a little, at most until a byte comes. Keeps a command's round trip near 1 ms. */
void port_idle(void);

/* Rate of amp_ticks() (native/core/ticks.h), whose amp_port_ticks the port supplies. */
uint64_t port_tick_hz(void);
uint32_t port_midr(void);
uint32_t port_mpidr(void);
/* Differs with every start. */
uint32_t port_nonce(void);

/* One MPU region. `access` as in UG1186's mem_flags (DRACR layout); bit n of `disabled` switches off eighth n. */
struct mpu_region {
    uint32_t base;
    uint8_t log2_size; /* 5 (32 bytes) to 32 (4 GiB) */
    uint8_t disabled;
    uint16_t access;
    bool enabled;
};
#define AMP_MPU_REGIONS 16
/* Regions from this one on are free for the command loop; those below are the port's own plan. */
extern const unsigned port_mpu_free;
void port_mpu_set(unsigned number, const struct mpu_region *region);
/* As the core reports it, not as remembered, where there is a core. */
void port_mpu_get(unsigned number, struct mpu_region *region);
/* What the ends of a range must be a multiple of to be covered exactly: 32, or more where a host's pages stand in for regions. */
uint32_t port_mpu_granule(void);

/* Address, on this side, of a physical address inside the window or its guard pages. */
volatile void *port_virtual(uint64_t physical);

/* How a window that was opened with these flags is reached. */
const struct variant *port_variant(uint16_t flags);

/* One access at any address, however aligned; what the machine does not allow becomes a fault. */
uint64_t port_peek(unsigned bytes, uint64_t address);
void port_poke(unsigned bytes, uint64_t address, uint64_t value);

enum port_access { PORT_READ, PORT_WRITE, PORT_EXECUTE };
/* 32 bits read into *value, or written from it, or called as a function that returns it: privileged, or in User mode. What is forbidden
 * becomes a fault. False: this machine cannot try that; nothing was done. */
bool port_attempt(bool user, enum port_access access, uint64_t address, uint32_t *value);

/* Runs `run`. True when it faulted: it was left in the middle, `fault` tells why. May be nested. */
bool port_try(void (*run)(void *), void *argument, struct fault *fault);

/* Makes `bytes` of code executable, what was written there as data being what is fetched, and gives its address: its own, or that of a
 * copy. NULL: this machine cannot. One at a time: port_code_drop, which may be called without one, comes before the next. */
void *port_code_seal(const uint8_t *code, size_t bytes);
void port_code_drop(void);

/* Before a job's first step. `alone`: it races with the other side, so a process keeps to a processor of its own where there are two. */
void port_place(bool alone);

/* Somebody asked for the end. */
bool port_stop_wanted(void);
/* Ends; does not return. */
void port_stop(void) __attribute__((noreturn));

#endif
