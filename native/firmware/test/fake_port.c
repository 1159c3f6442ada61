#include "fake_port.h"

#include <setjmp.h>

#include "check.h"
#include "memmap.h"
#include "port.h"

int (*fake_next)(void);
void (*fake_line)(const char *line, size_t length);

const char port_name[] = "fake";
const unsigned port_mpu_free = 4;

static struct mpu_region regions[AMP_MPU_REGIONS];
static _Alignas(64) uint8_t window[AMP_SHM_SIZE + 2 * AMP_GUARD_SIZE];
static char out[AMP_LINE_OUT_MAX];
static size_t length;
static int end;

struct recovery {
    jmp_buf env;
    struct fault fault;
    struct recovery *outer;
};
static struct recovery *recovery;

int port_get(void) {
    const int byte = end ? -2 : fake_next();
    end = byte == -2;
    return byte < 0 ? -1 : byte;
}

void port_put(char byte) {
    CHECK(byte == '\n' || (byte >= 0x20 && byte <= 0x7e), "byte %02x from the R5", (unsigned char)byte);
    CHECK(length < sizeof out, "a line from the R5 is longer than %zu", sizeof out);
    out[length++] = byte;
    if (byte != '\n')
        return;
    out[length - 1] = '\0';
    fake_line(out, length - 1);
    length = 0;
}

uint32_t port_overruns(void) {
    return 0;
}
void port_idle(void) {}
uint64_t port_tick_hz(void) {
    return 1000000000;
}
uint32_t port_midr(void) {
    return 0x411fc153;
}
uint32_t port_mpidr(void) {
    return 0;
}
uint32_t port_nonce(void) {
    return 1;
}
void port_mpu_set(unsigned number, const struct mpu_region *region) {
    CHECK(number < AMP_MPU_REGIONS, "region %u", number);
    regions[number] = *region;
}
void port_mpu_get(unsigned number, struct mpu_region *region) {
    CHECK(number < AMP_MPU_REGIONS, "region %u", number);
    *region = regions[number];
}
bool port_stop_wanted(void) {
    return end;
}

volatile void *port_virtual(uint64_t physical) {
    const uint64_t low = AMP_SHM_BASE - AMP_GUARD_SIZE;
    CHECK(physical >= low && physical - low < sizeof window, "address %llx", (unsigned long long)physical);
    return window + (physical - low);
}

/* Every raw access faults but those at 0 to 0xfff. */
static void reach(uint64_t address, bool write) {
    if (address < 0x1000)
        return;
    recovery->fault = (struct fault){.kind = FAULT_DATA, .write = write, .precise = true, .address = address};
    longjmp(recovery->env, 1);
}

uint64_t port_peek(unsigned bytes, uint64_t address) {
    reach(address, false);
    return UINT64_MAX >> (64 - 8 * bytes);
}

void port_poke(unsigned bytes, uint64_t address, uint64_t value) {
    reach(address, true);
    CHECK(value <= UINT64_MAX >> (64 - 8 * bytes), "value %llx in %u bytes", (unsigned long long)value, bytes);
}

bool port_attempt(bool user, enum port_access access, uint64_t address, uint32_t *value) {
    reach(address, access == PORT_WRITE);
    *value = 0x5a;
    return !user;
}

uint32_t port_mpu_granule(void) {
    return 32;
}

bool port_try(void (*run)(void *), void *argument, struct fault *fault) {
    struct recovery here;
    here.outer = recovery;
    if (setjmp(here.env) != 0) {
        *fault = recovery->fault;
        recovery = recovery->outer;
        return true;
    }
    recovery = &here;
    run(argument);
    recovery = here.outer;
    return false;
}

void *port_code_seal(const uint8_t *code, size_t bytes) {
    (void)bytes;
    return (void *)(uintptr_t)code;
}

void port_code_drop(void) {}

const struct variant *port_variant(uint16_t flags) {
    (void)flags;
    return &variant_direct;
}

void port_place(bool alone) {
    (void)alone;
}
