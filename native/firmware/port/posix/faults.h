/* Faults by name: what makes a simulated board broken on purpose, and never a check. */
#ifndef AMP_FAULTS_H
#define AMP_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

enum fault_name {
#define FAULT(name, text, needs_argument, otherwise) FAULT_##name,
#include "faults.def"
#undef FAULT
    FAULT_NAMES
};

/* Takes NAME or NAME=NUMBER of the command line. False: there is no such fault, or its argument is missing or no number. */
bool fault_take(const char *text);
/* Seed of everything that a fault draws; `--seed`. */
void fault_take_seed(uint32_t seed);

bool fault_on(enum fault_name name);
/* Its argument, `1/N` being N. Only of a fault that is on. */
uint64_t fault_argument(enum fault_name name);
uint32_t fault_seed(void);

#endif
