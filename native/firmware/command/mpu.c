#include "../command.h"
#include "../port.h"

const char *command_mpu(const struct words *words, struct text *reply) {
    uint64_t number;
    struct mpu_region region;
    if (!parse_hex(words->word[1], UINT32_MAX, &number)) {
        text_add(reply, "N");
        return "usage";
    }
    if (number >= AMP_MPU_REGIONS)
        return "range";
    port_mpu_get((unsigned)number, &region);
    text_field(reply, "base", region.base);
    text_field(reply, "size", 1ull << region.log2_size);
    text_field(reply, "access", region.access);
    text_field(reply, "enabled", region.enabled);
    text_field(reply, "srd", region.disabled);
    return NULL;
}
