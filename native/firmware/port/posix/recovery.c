/* Faults: signals of the mapping, and accesses that no R5 could make, come out of port_try as an R5's aborts do. */
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <ucontext.h>

#include "../../port.h"
#include "model/model.h"
#include "process.h"

#define STATUS_BACKGROUND 0x000u /* DFSR: no region there */
#define STATUS_PERMISSION 0x00du
#define STATUS_EXTERNAL 0x008u
#define STATUS_WRITE 0x800u

struct recovery {
    sigjmp_buf env;
    struct fault fault;
    struct recovery *outer;
};

static struct recovery *recovery;

static _Noreturn void leave(const struct fault *fault) {
    recovery->fault = *fault;
    siglongjmp(recovery->env, 1);
}

bool port_try(void (*run)(void *), void *argument, struct fault *fault) {
    struct recovery here;
    here.outer = recovery;
    if (sigsetjmp(here.env, 0) != 0) {
        recovery = here.outer;
        *fault = here.fault;
        return true;
    }
    recovery = &here;
    run(argument);
    recovery = here.outer;
    return false;
}

static void describe(const ucontext_t *context, uintptr_t address, struct fault *fault) {
#if defined(__x86_64__)
    fault->pc = (uint64_t)context->uc_mcontext.gregs[REG_RIP];
    fault->write = (context->uc_mcontext.gregs[REG_ERR] & 2) != 0;
#elif defined(__aarch64__)
    fault->pc = context->uc_mcontext.pc;
#endif
    if (fault->pc == address)
        fault->kind = FAULT_PREFETCH;
    else
        memcpy(&fault->insn, (const void *)(uintptr_t)fault->pc, sizeof fault->insn);
}

static void on_signal(int number, siginfo_t *info, void *context) {
    struct fault fault = {.kind = FAULT_DATA, .precise = true, .address = (uintptr_t)info->si_addr};
    if (recovery == NULL) {
        signal(number, SIG_DFL);
        return;
    }
    describe(context, (uintptr_t)info->si_addr, &fault);
    if (number == SIGILL) {
        fault.kind = FAULT_UNDEF;
        leave(&fault);
    }
    if (!memory_physical((uintptr_t)info->si_addr, &fault.address) && fault.kind == FAULT_DATA)
        fault.status = STATUS_BACKGROUND;
    else
        fault.status = number == SIGBUS ? STATUS_EXTERNAL : STATUS_PERMISSION;
    if (fault.write)
        fault.status |= STATUS_WRITE;
    leave(&fault);
}

void recovery_init(void) {
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGSEGV, &action, NULL) != 0 || sigaction(SIGBUS, &action, NULL) != 0 || sigaction(SIGILL, &action, NULL) != 0)
        process_fail("sigaction");
}

static volatile void *reach(unsigned bytes, uint64_t address, enum fault_kind kind, bool write) {
    volatile void *at = memory_find(address, bytes);
    if (at == NULL)
        leave(&(struct fault){.kind = kind,
                              .write = write,
                              .precise = true,
                              .status = STATUS_BACKGROUND | (write ? STATUS_WRITE : 0),
                              .address = address,
                              .pc = (uintptr_t)__builtin_return_address(0)});
    return at;
}

/* As wide as asked for and however aligned. */
#define RAW(bits)                                                                                                                          \
    struct __attribute__((packed, may_alias)) raw##bits {                                                                                  \
        uint##bits##_t value;                                                                                                              \
    };
RAW(8)
RAW(16)
RAW(32)
RAW(64)

uint64_t port_peek(unsigned bytes, uint64_t address) {
    const volatile void *at = reach(bytes, address, FAULT_DATA, false);
    if (model_covers(at))
        return model_peek(at, bytes);
    switch (bytes) {
    case 1:
        return ((const volatile struct raw8 *)at)->value;
    case 2:
        return ((const volatile struct raw16 *)at)->value;
    case 4:
        return ((const volatile struct raw32 *)at)->value;
    default:
        return ((const volatile struct raw64 *)at)->value;
    }
}

void port_poke(unsigned bytes, uint64_t address, uint64_t value) {
    volatile void *at = reach(bytes, address, FAULT_DATA, true);
    if (model_covers(at)) {
        model_poke(at, bytes, value);
        return;
    }
    switch (bytes) {
    case 1:
        ((volatile struct raw8 *)at)->value = (uint8_t)value;
        break;
    case 2:
        ((volatile struct raw16 *)at)->value = (uint16_t)value;
        break;
    case 4:
        ((volatile struct raw32 *)at)->value = (uint32_t)value;
        break;
    default:
        ((volatile struct raw64 *)at)->value = value;
        break;
    }
}

/* A process has no User mode below its own. */
bool port_attempt(bool user, enum port_access access, uint64_t address, uint32_t *value) {
    if (user || (access == PORT_EXECUTE && !memory_executable()))
        return false;
    if (access == PORT_READ) {
        *value = (uint32_t)port_peek(4, address);
    } else if (access == PORT_WRITE) {
        port_poke(4, address, *value);
    } else {
        const uintptr_t at = (uintptr_t)reach(4, address, FAULT_PREFETCH, false);
        __builtin___clear_cache((char *)at, (char *)at + 64);
        *value = ((uint32_t(*)(void))at)();
    }
    return true;
}
