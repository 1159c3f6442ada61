/* The window and its guard pages. The window is `--shm FILE` from `--offset` on, shared with the Linux side; the guard pages are memory of
 * this process alone, right below and above it: what the Linux side would reach there is past the end of its file. */
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memmap.h"

#include "../../port.h"
#include "model/model.h"
#include "process.h"

#define TOTAL (AMP_GUARD_SIZE + AMP_SHM_SIZE + AMP_GUARD_SIZE)
#define LOWEST (AMP_SHM_BASE - AMP_GUARD_SIZE)
#define PAGE 4096u /* at most the host's */

static uint8_t *mapping;
static uint8_t *beyond;             /* the window once more, whatever the MPU says: memory as the model's cache reaches it */
static uint8_t pages[TOTAL / PAGE]; /* PROT_ bits in force */
static bool executable;

static bool reachable(uint64_t off, bool write) {
    return off < AMP_SHM_SIZE && (pages[(AMP_GUARD_SIZE + off) / PAGE] & (write ? PROT_WRITE : PROT_READ)) != 0;
}

void memory_map(const char *file, uint64_t offset) {
    int fd = open(file, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        process_fail(file);
    mapping = mmap(NULL, TOTAL, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED ||
        mmap(mapping + AMP_GUARD_SIZE, AMP_SHM_SIZE, PROT_NONE, MAP_SHARED | MAP_FIXED, fd, (off_t)offset) == MAP_FAILED)
        process_fail("mmap");
    beyond = mmap(NULL, AMP_SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
    if (beyond == MAP_FAILED)
        process_fail("mmap");
    close(fd);
    executable = mprotect(mapping + AMP_GUARD_SIZE, AMP_SHM_SIZE, PROT_READ | PROT_EXEC) == 0;
    if (executable && mprotect(mapping + AMP_GUARD_SIZE, AMP_SHM_SIZE, PROT_NONE) != 0)
        process_fail("mprotect");
    model_attach(mapping + AMP_GUARD_SIZE, beyond, AMP_SHM_SIZE, reachable);
}

bool memory_executable(void) {
    return executable;
}

volatile void *memory_find(uint64_t address, unsigned bytes) {
    const uint64_t low = (uintptr_t)mapping;
    if (address >= LOWEST && address - LOWEST <= TOTAL - bytes)
        return mapping + (address - LOWEST);
    if (address >= low && address - low <= TOTAL - bytes)
        return mapping + (address - low);
    return NULL;
}

bool memory_physical(uintptr_t pointer, uint64_t *physical) {
    const uintptr_t low = (uintptr_t)mapping, other = (uintptr_t)beyond;
    if (pointer >= low && pointer - low < TOTAL)
        *physical = LOWEST + (uint64_t)(pointer - low);
    else if (pointer >= other && pointer - other < AMP_SHM_SIZE)
        *physical = AMP_SHM_BASE + (uint64_t)(pointer - other);
    else
        return false;
    return true;
}

void memory_protect(uint64_t base, uint64_t size, int protection) {
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t first = base > LOWEST ? base : LOWEST;
    uint64_t end = base + size < LOWEST + (uint64_t)TOTAL ? base + size : LOWEST + (uint64_t)TOTAL;
    if (first >= end)
        return;
    first = (first - LOWEST) & ~(page - 1);
    end = (end - LOWEST + page - 1) & ~(page - 1);
    if (mprotect(mapping + first, end - first, protection) != 0)
        process_fail("mprotect");
    for (uint64_t at = first; at < end; at += PAGE)
        pages[at / PAGE] = (uint8_t)protection;
}

volatile void *port_virtual(uint64_t physical) {
    return memory_find(physical, 1);
}
