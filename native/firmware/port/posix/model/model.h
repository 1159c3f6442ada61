/* The simulated R5's way to memory: its L1 data cache and the memory faults. Every access of the modelled variant of native/core comes here
 * (core/port_modelled.h), and so does a raw one while that variant is in force. Offsets are bytes from the start of the window. */
#ifndef AMP_MODEL_H
#define AMP_MODEL_H

#include <stdbool.h>
#include <stdint.h>

/* The window: `cpu` is where the firmware has it, under the MPU's protection; `memory` is the same bytes, always within reach. An access
 * that `reachable` denies is made on `cpu`, so that it faults as it would without a model. Faults are those of the command line. */
void model_attach(volatile void *cpu, volatile void *memory, uint64_t size, bool (*reachable)(uint64_t off, bool write));

/* The memory type that the window is open with from now on. False: neither a cache nor a fault stands between it and memory, so that
 * direct accesses do the same, and raw ones are left alone. */
bool model_open(uint16_t flags);

/* The address is of the window, and model_open said true. */
bool model_covers(const volatile void *p);

/* However aligned; bytes is 1, 2, 4 or 8. */
uint64_t model_peek(const volatile void *p, unsigned bytes);
void model_poke(volatile void *p, unsigned bytes, uint64_t value);

/* All of the cache is written back and dropped: what the R5 ports do when a region changes. */
void model_flush(void);

/* Lets late stores through whose time has come; to be called also while nothing is accessed. */
void model_drain(void);
/* Milliseconds of an idle firmware until model_rest has something to do, rounded up; -1: for ever. */
int model_wait(void);
/* They went by. */
void model_rest(void);

#endif
