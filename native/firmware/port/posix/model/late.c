#include "late.h"

#include <stdlib.h>
#include <time.h>

#include "../faults.h"

/* A whole fill of 8 MiB in 8 bytes each: a bigger one waits inside. */
enum { ROOM = 1 << 22 };

struct store {
    uint64_t due; /* ns */
    uint64_t value;
    uint32_t off;
    uint32_t bytes;
};

static volatile uint8_t *memory;
static uint64_t delay; /* ns; 0: off */
static struct store *queue;
static uint64_t *newest; /* by byte of the window: number of the last store to it, from 1 */
static uint64_t made, gone;

void late_attach(volatile uint8_t *at, uint64_t size) {
    memory = at;
    delay = fault_on(FAULT_LATE_VISIBILITY) ? fault_argument(FAULT_LATE_VISIBILITY) * 1000000 : 0;
    if (delay == 0)
        return;
    queue = calloc(ROOM, sizeof *queue);
    newest = calloc(size, sizeof *newest);
    if (queue == NULL || newest == NULL)
        abort();
}

bool late_on(void) {
    return delay != 0;
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void late_drain(void) {
    if (gone == made)
        return;
    for (const uint64_t time = now(); gone < made && queue[gone % ROOM].due <= time; gone++) {
        const struct store *const store = &queue[gone % ROOM];
        memory_put(memory + store->off, store->bytes, store->value);
    }
}

int late_wait(void) {
    if (gone == made)
        return -1;
    const uint64_t time = now(), due = queue[gone % ROOM].due;
    return due <= time ? 0 : (int)((due - time + 999999) / 1000000);
}

void late_put(uint64_t off, unsigned bytes, uint64_t value) {
    late_drain();
    while (made - gone == ROOM) {
        const uint64_t left = (uint64_t)late_wait();
        nanosleep(&(struct timespec){.tv_sec = (time_t)(left / 1000), .tv_nsec = (long)(left % 1000 * 1000000)}, NULL);
        late_drain();
    }
    queue[made % ROOM] = (struct store){.due = now() + delay, .value = value, .off = (uint32_t)off, .bytes = bytes};
    made++;
    for (unsigned i = 0; i < bytes; i++)
        newest[off + i] = made;
}

/* The bytes that are still in the queue are taken from their newest store. */
uint64_t late_own(uint64_t off, unsigned bytes, uint64_t value) {
    for (unsigned i = 0; i < bytes; i++) {
        if (newest[off + i] <= gone)
            continue;
        const struct store *const store = &queue[(newest[off + i] - 1) % ROOM];
        const uint64_t byte = store->value >> 8 * (off + i - store->off) & 0xff;
        value = (value & ~(UINT64_C(0xff) << 8 * i)) | byte << 8 * i;
    }
    return value;
}
