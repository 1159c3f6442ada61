#include "cache.h"

#include <stddef.h>

#include "bus.h"
#include "draw.h"
#include "stale.h"
#include "store.h"

enum { SETS = 256, WAYS = 4 };
/* Accesses from one disturbance to the next, on average. */
enum { DISTURBED = 1 << 13 };

struct entry {
    uint64_t number; /* of the line, from 1; 0: free */
    bool dirty;
    struct model_line line;
};

static struct entry entries[SETS][WAYS];
static struct draw draw;
static uint32_t quiet; /* accesses until the next disturbance */

static void rest(void) {
    quiet = DISTURBED / 2 + draw_below(&draw, DISTURBED);
}

void cache_attach(uint32_t seed) {
    draw = draw_from(seed, 'L');
    rest();
}

static uint64_t number_of(uint64_t off) {
    return off / MODEL_LINE + 1;
}

static struct entry *find(uint64_t off) {
    struct entry *const set = entries[off / MODEL_LINE % SETS];
    for (unsigned way = 0; way < WAYS; way++)
        if (set[way].number == number_of(off))
            return &set[way];
    return NULL;
}

static void clean(struct entry *entry) {
    if (entry->number != 0 && entry->dirty)
        bus_store_line((entry->number - 1) * MODEL_LINE, &entry->line);
    entry->dirty = false;
}

static void drop(struct entry *entry) {
    clean(entry);
    entry->number = 0;
}

void cache_flush(void) {
    for (unsigned set = 0; set < SETS; set++)
        for (unsigned way = 0; way < WAYS; way++)
            drop(&entries[set][way]);
}

bool cache_empty(void) {
    for (unsigned set = 0; set < SETS; set++)
        for (unsigned way = 0; way < WAYS; way++)
            if (entries[set][way].number != 0)
                return false;
    return true;
}

/* Half of the lines, so that not all that belongs together goes together. */
void cache_disturb(void) {
    for (unsigned set = 0; set < SETS; set++)
        for (unsigned way = 0; way < WAYS; way++)
            if (draw_below(&draw, 2) == 0)
                drop(&entries[set][way]);
    rest();
}

static struct entry *fill(uint64_t off) {
    struct entry *const set = entries[off / MODEL_LINE % SETS];
    unsigned way = 0;
    while (way < WAYS && set[way].number != 0)
        way++;
    if (way == WAYS)
        way = draw_below(&draw, WAYS);
    drop(&set[way]);
    set[way].line = stale_on(off) ? stale_line(off) : bus_load_line(off);
    set[way].number = number_of(off);
    return &set[way];
}

static void count_access(void) {
    if (--quiet == 0)
        cache_disturb();
}

uint64_t cache_load(uint64_t off, unsigned bytes) {
    count_access();
    struct entry *entry = find(off);
    if (entry == NULL)
        entry = fill(off);
    return model_line_get(&entry->line, off, bytes);
}

void cache_store(uint64_t off, unsigned bytes, uint64_t value, enum cache_policy policy) {
    count_access();
    struct entry *entry = find(off);
    if (entry == NULL && policy == CACHE_WRITE_BACK_ALLOC)
        entry = fill(off);
    if (entry != NULL) {
        model_line_put(&entry->line, off, bytes, value);
        entry->dirty = policy != CACHE_WRITE_THROUGH;
    }
    if (entry == NULL || policy == CACHE_WRITE_THROUGH)
        store_out(off, bytes, value);
}

void cache_clean(uint64_t off) {
    struct entry *const entry = find(off);
    if (entry != NULL)
        clean(entry);
}

void cache_invalidate(uint64_t off) {
    struct entry *const entry = find(off);
    if (entry == NULL)
        return;
    entry->dirty = false;
    entry->number = 0;
}
