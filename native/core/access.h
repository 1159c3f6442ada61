/* Ordered scalar access to the mapping; the orders are those of UG1186's metal_io_read/write, made to hold between A53 and R5: explicit
 * full-system DMBs, because the compiler's own sequences (LDAR/STLR aside) fence the inner-shareable domain only.
 *
 * order            load                              store
 * AMP_RELAXED      LDR                               STR
 * AMP_ACQ_REL      LDR; DMB LD  (ARMv7: DMB SY)      DMB SY; STR
 * AMP_SEQ_CST      LDR; DMB SY                       DMB SY; STR; DMB SY
 *
 * acquire: this load before every later access. release: every earlier access before this store (DMB ST would leave earlier loads free).
 * seq_cst: the trailing DMB of the store keeps it before a later seq_cst load (store buffering), so two sides that use seq_cst only see
 * one total order.
 * x86-64: DMB SY is MFENCE, DMB LD a compiler barrier. Width 64 on ARMv7-R is LDRD/STRD.
 */
#ifndef AMP_ACCESS_H
#define AMP_ACCESS_H

#include "fence.h"
#include "port.h"

enum amp_order { AMP_RELAXED = 0, AMP_ACQ_REL = 1, AMP_SEQ_CST = 2 };

static inline void amp_after_load(enum amp_order order) {
    if (order == AMP_ACQ_REL)
        amp_dmb_ld(); /* this load before every later load and store of this core */
    else if (order == AMP_SEQ_CST)
        amp_dmb_sy(); /* the same, and it never pairs weakly with an earlier seq_cst store */
    else
        amp_compiler_barrier();
}

static inline void amp_before_store(enum amp_order order) {
    if (order == AMP_RELAXED)
        amp_compiler_barrier();
    else
        amp_dmb_sy(); /* every earlier load and store before this store, for the other side */
}

static inline void amp_after_store(enum amp_order order) {
    if (order == AMP_SEQ_CST)
        amp_dmb_sy(); /* this store is observed before any later load of this core is performed */
    else
        amp_compiler_barrier();
}

#define AMP_ACCESS(bits)                                                                                                                   \
    static inline uint##bits##_t amp_read##bits(const volatile void *p, enum amp_order order) {                                            \
        const uint##bits##_t v = AMP_LD##bits(p);                                                                                          \
        amp_after_load(order);                                                                                                             \
        return v;                                                                                                                          \
    }                                                                                                                                      \
    static inline void amp_write##bits(volatile void *p, uint##bits##_t v, enum amp_order order) {                                         \
        amp_before_store(order);                                                                                                           \
        AMP_ST##bits(p, v);                                                                                                                \
        amp_after_store(order);                                                                                                            \
    }
AMP_ACCESS(8)
AMP_ACCESS(16)
AMP_ACCESS(32)
AMP_ACCESS(64)
#undef AMP_ACCESS

#endif
