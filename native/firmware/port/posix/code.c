/* Code of a litmus thread: a copy in pages of its own, written first and executable after, never both. */
#include <string.h>
#include <sys/mman.h>

#include "../../port.h"
#include "process.h"

static void *pages;
static size_t length;

void *port_code_seal(const uint8_t *code, size_t bytes) {
    void *room = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return NULL;
    memcpy(room, code, bytes);
    if (mprotect(room, bytes, PROT_READ | PROT_EXEC) != 0) {
        munmap(room, bytes);
        return NULL;
    }
    __builtin___clear_cache((char *)room, (char *)room + bytes);
    pages = room;
    length = bytes;
    return room;
}

void port_code_drop(void) {
    if (pages != NULL)
        munmap(pages, length);
    pages = NULL;
}
