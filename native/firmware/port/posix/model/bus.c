#include "bus.h"

#include <string.h>

#include "late.h"

static volatile uint8_t *memory;

void bus_attach(volatile uint8_t *at, uint64_t size) {
    memory = at;
    late_attach(at, size);
}

uint64_t bus_load(uint64_t off, unsigned bytes) {
    const volatile uint8_t *const at = memory + off;
    uint64_t value;
    switch (bytes) {
    case 1:
        value = *at;
        break;
    case 2:
        value = *(const volatile uint16_t *)at;
        break;
    case 4:
        value = *(const volatile uint32_t *)at;
        break;
    default:
        value = *(const volatile uint64_t *)at;
        break;
    }
    return late_on() ? late_own(off, bytes, value) : value;
}

void bus_store(uint64_t off, unsigned bytes, uint64_t value) {
    if (late_on())
        late_put(off, bytes, value);
    else
        memory_put(memory + off, bytes, value);
}

struct model_line bus_load_line(uint64_t off) {
    struct model_line line;
    off &= ~(uint64_t)(MODEL_LINE - 1);
    for (unsigned i = 0; i < MODEL_LINE / 8; i++)
        line.word[i] = bus_load(off + 8 * i, 8);
    return line;
}

void bus_store_line(uint64_t off, const struct model_line *line) {
    off &= ~(uint64_t)(MODEL_LINE - 1);
    for (unsigned i = 0; i < MODEL_LINE / 8; i++)
        bus_store(off + 8 * i, 8, line->word[i]);
}

uint64_t model_line_get(const struct model_line *line, uint64_t off, unsigned bytes) {
    uint64_t value = 0;
    memcpy(&value, (const uint8_t *)line->word + off % MODEL_LINE, bytes);
    return value;
}

void model_line_put(struct model_line *line, uint64_t off, unsigned bytes, uint64_t value) {
    memcpy((uint8_t *)line->word + off % MODEL_LINE, &value, bytes);
}
