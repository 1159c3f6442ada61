/* A window behind the simulator's model of memory, as both sides have it. The R5's own mapping of it is out of reach: an access that goes
 * past the model ends the program. */
#ifndef AMP_TEST_MODELLED_H
#define AMP_TEST_MODELLED_H

#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "core/maintenance.h"
#include "port/posix/faults.h"
#include "port/posix/model/model.h"
#include "variant.h"

enum { SIZE = 0x10000, SPARED = SIZE - 0x1000 };
enum { NCACHE = 0x30c, WRITE_THROUGH = 0x302, WRITE_BACK = 0x303, WRITE_BACK_ALLOC = 0x30b };

extern const struct variant variant_modelled;

static _Alignas(64) uint8_t memory[SIZE]; /* as the other side has it */
static struct amp_window window;          /* as the R5 has it */

static bool all_reachable(uint64_t off, bool write) {
    (void)write;
    return off < SIZE;
}

/* `fault` NULL: none. */
static inline bool open_modelled(uint16_t flags, const char *fault, uint32_t seed) {
    CHECK(fault == NULL || fault_take(fault), "%s", fault);
    fault_take_seed(seed);
    window.base = mmap(NULL, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    window.size = SIZE;
    window.memory = AMP_MEMORY_NORMAL;
    CHECK(window.base != MAP_FAILED, "mmap");
    model_attach(window.base, memory, SIZE, all_reachable);
    return model_open(flags);
}

static inline volatile uint8_t *r5_at(uint64_t off) {
    return (volatile uint8_t *)window.base + off;
}
static inline uint64_t r5_load(uint64_t off, unsigned bytes) {
    return variant_modelled.read(r5_at(off), bytes, AMP_RELAXED);
}
static inline void r5_store(uint64_t off, unsigned bytes, uint64_t value) {
    variant_modelled.write(r5_at(off), bytes, value, AMP_RELAXED);
}

static inline uint64_t linux_load(uint64_t off, unsigned bytes) {
    return variant_direct.read(memory + off, bytes, AMP_RELAXED);
}
static inline void linux_store(uint64_t off, unsigned bytes, uint64_t value) {
    variant_direct.write(memory + off, bytes, value, AMP_RELAXED);
}

/* A fault stays for a process's life: each test has one of its own. */
static inline void in_child(const char *name, void (*test)(void)) {
    int status = 0;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        alarm(50);
        test();
        exit(0);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0, "%s: status %x", name, (unsigned)status);
}

#endif
