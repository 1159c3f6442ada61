/* Every scalar access of access.h as a function of its own, for the test that compares its instructions with the table there. */
#include "../access.h"

#define SEQUENCE(bits, order_name, order)                                                                                                  \
    uint##bits##_t read##bits##_##order_name(const volatile void *p);                                                                      \
    uint##bits##_t read##bits##_##order_name(const volatile void *p) {                                                                     \
        return amp_read##bits(p, order);                                                                                                   \
    }                                                                                                                                      \
    void write##bits##_##order_name(volatile void *p, uint##bits##_t v);                                                                   \
    void write##bits##_##order_name(volatile void *p, uint##bits##_t v) {                                                                  \
        amp_write##bits(p, v, order);                                                                                                      \
    }
#define SEQUENCES(bits)                                                                                                                    \
    SEQUENCE(bits, relaxed, AMP_RELAXED)                                                                                                   \
    SEQUENCE(bits, acq_rel, AMP_ACQ_REL)                                                                                                   \
    SEQUENCE(bits, seq_cst, AMP_SEQ_CST)

SEQUENCES(8)
SEQUENCES(16)
SEQUENCES(32)
SEQUENCES(64)
