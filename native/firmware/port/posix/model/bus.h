/* The memory side of the model: what leaves the core, or a line of its cache. `late-visibility` acts here. */
#ifndef AMP_MODEL_BUS_H
#define AMP_MODEL_BUS_H

#include <stdbool.h>
#include <stdint.h>

enum { MODEL_LINE = 32 };
/* The last page holds control words, which most faults spare, so that a hand-off comes to its verify. */
enum { MODEL_SPARED = 0x1000 };

struct model_line {
    uint64_t word[MODEL_LINE / 8];
};

void bus_attach(volatile uint8_t *memory, uint64_t size);

/* One access, single-copy atomic, naturally aligned, 1 to 8 bytes. */
uint64_t bus_load(uint64_t off, unsigned bytes);
void bus_store(uint64_t off, unsigned bytes, uint64_t value);

struct model_line bus_load_line(uint64_t off);
void bus_store_line(uint64_t off, const struct model_line *line);

/* Bytes of a line, at `off` modulo its size. */
uint64_t model_line_get(const struct model_line *line, uint64_t off, unsigned bytes);
void model_line_put(struct model_line *line, uint64_t off, unsigned bytes, uint64_t value);

#endif
