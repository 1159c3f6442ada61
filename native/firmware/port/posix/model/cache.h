/* The L1 data cache of a Cortex-R5: 32 KiB, four ways, lines of 32 bytes, random replacement. Not coherent with the other side: what is in
 * a line is what memory held when it was filled. */
#ifndef AMP_MODEL_CACHE_H
#define AMP_MODEL_CACHE_H

#include <stdbool.h>
#include <stdint.h>

enum cache_policy {
    CACHE_NONE,
    CACHE_WRITE_THROUGH,   /* no allocation by stores */
    CACHE_WRITE_BACK,      /* the same */
    CACHE_WRITE_BACK_ALLOC /* stores allocate */
};

void cache_attach(uint32_t seed);

uint64_t cache_load(uint64_t off, unsigned bytes);
void cache_store(uint64_t off, unsigned bytes, uint64_t value, enum cache_policy policy);

/* The line of `off`, if it is there. */
void cache_clean(uint64_t off);
void cache_invalidate(uint64_t off);
/* Cleans and invalidates all. */
void cache_flush(void);

bool cache_empty(void);
/* What else a core does costs the lines of the window their place sooner or later, so that who waits on a stale line, or for a dirty one of
 * the other side, waits long and not for ever. It happens by itself once in some thousands of accesses. */
void cache_disturb(void);

#endif
