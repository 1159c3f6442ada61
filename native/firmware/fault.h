/* A fault as the core reports it. */
#ifndef AMP_FAULT_H
#define AMP_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

enum fault_kind { FAULT_DATA, FAULT_PREFETCH, FAULT_UNDEF };

struct fault {
    enum fault_kind kind;
    bool write;
    bool precise; /* false: address, pc and insn may be of a later instruction */
    uint32_t status;
    uint32_t insn;
    uint64_t address;
    uint64_t pc;
};

/* `kind=… addr=… status=… pc=… insn=… access=… precise=…` */
void fault_detail(const struct fault *fault, struct text *text);

#endif
