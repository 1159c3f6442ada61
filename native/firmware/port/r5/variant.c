#include "r5.h"

const struct variant *port_variant(uint16_t flags) {
    (void)flags; /* the core does what they say */
    return &variant_direct;
}
