#include "cp15.h"
#include "r5.h"

extern const uint8_t user_read[], user_write[], user_execute[];
uint32_t user_call(uint32_t address, uint32_t value, const void *code);

/* What was written there as data is what is fetched: nothing older is in the instruction cache. */
static void fetch_anew(void) {
    dsb();
    iciallu_set(0);
    dsb();
    isb();
}

static uint32_t call(uint32_t address) {
    return ((uint32_t(*)(void))address)();
}

bool port_attempt(bool user, enum port_access access, uint64_t address, uint32_t *value) {
    const uint32_t at = (uint32_t)address;
    switch (access) {
    case PORT_READ:
        *value = user ? user_call(at, 0, user_read) : (uint32_t)port_peek(4, at);
        break;
    case PORT_WRITE:
        if (user)
            user_call(at, *value, user_write);
        else
            port_poke(4, at, *value);
        break;
    case PORT_EXECUTE:
        fetch_anew();
        *value = user ? user_call(at, 0, user_execute) : call(at);
        break;
    }
    return true;
}
