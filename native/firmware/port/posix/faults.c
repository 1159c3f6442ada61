/* Faults by name, from the command line to those that ask. */
#include "faults.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text;
    bool needs_argument;
    uint64_t otherwise;
} names[] = {
#define FAULT(name, text, needs_argument, otherwise) {text, needs_argument, otherwise},
#include "faults.def"
#undef FAULT
};

static bool on[FAULT_NAMES];
static uint64_t arguments[FAULT_NAMES];
static uint32_t drawn_from = 1;

bool fault_take(const char *text) {
    const char *equals = strchr(text, '=');
    const size_t length = equals == NULL ? strlen(text) : (size_t)(equals - text);
    for (unsigned i = 0; i < FAULT_NAMES; i++) {
        if (strlen(names[i].text) != length || strncmp(names[i].text, text, length) != 0)
            continue;
        char *end = "";
        if (equals == NULL && names[i].needs_argument)
            return false;
        arguments[i] = equals == NULL ? names[i].otherwise : strtoull(equals + 1, &end, 0);
        on[i] = true;
        return *end == '\0' && (equals == NULL || equals[1] != '\0');
    }
    return false;
}

void fault_take_seed(uint32_t seed) {
    drawn_from = seed;
}

bool fault_on(enum fault_name name) {
    return on[name];
}
uint64_t fault_argument(enum fault_name name) {
    return arguments[name];
}
uint32_t fault_seed(void) {
    return drawn_from;
}
