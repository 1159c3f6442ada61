/* Which of the two builds of native/core reaches the window: the modelled one only where it would see a difference. */
#include "../../port.h"
#include "model/model.h"

extern const struct variant variant_modelled;

const struct variant *port_variant(uint16_t flags) {
    return model_open(flags) ? &variant_modelled : &variant_direct;
}
