#include "fault_reporter.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "error.h"

namespace {

constexpr size_t kStack = 64 * 1024;

uint64_t ProgramCounter(const void *context) {
    const auto *machine = &static_cast<const ucontext_t *>(context)->uc_mcontext;
#if defined(__aarch64__)
    return machine->pc;
#else
    return static_cast<uint64_t>(machine->gregs[REG_RIP]);
#endif
}

// Async-signal-safe: no allocation, no lock, no stdio.
class Text {
  public:
    void Add(const char *text) {
        while (*text != '\0')
            Put(*text++);
    }
    void AddHex(uint64_t value) {
        Add("0x");
        bool started = false;
        for (int shift = 60; shift >= 0; shift -= 4) {
            const unsigned digit = (value >> shift) & 15;
            started = started || digit != 0 || shift == 0;
            if (started)
                Put("0123456789abcdef"[digit]);
        }
    }
    void Send() {
        size_t sent = 0;
        while (sent < length_) {
            const ssize_t n = write(STDERR_FILENO, bytes_ + sent, length_ - sent);
            if (n < 0 && errno != EINTR)
                return; // nobody reads: dying matters more
            if (n > 0)
                sent += static_cast<size_t>(n);
        }
    }

  private:
    void Put(char c) {
        if (length_ < sizeof bytes_)
            bytes_[length_++] = c;
    }
    char bytes_[160];
    size_t length_ = 0;
};

const char *NameOf(int number) {
    return number == SIGBUS ? "SIGBUS" : number == SIGILL ? "SIGILL" : "SIGSEGV";
}

void OnFault(int number, siginfo_t *info, void *context) {
    Text line;
    line.Add("amp-hil-fault signal=");
    line.Add(NameOf(number));
    line.Add(" addr=");
    line.AddHex(reinterpret_cast<uintptr_t>(info->si_addr));
    line.Add(" pc=");
    line.AddHex(ProgramCounter(context));
    line.Add("\n");
    line.Send();
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, nullptr);
    raise(number); // blocked until the handler returns, then the process dies of it, whoever sent the first one
}

void Install(Napi::Env env, int number) {
    struct sigaction action = {};
    action.sa_sigaction = OnFault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, &action, nullptr) != 0)
        throw UioError(env, errno, "sigaction", NameOf(number));
}

} // namespace

void InstallFaultReporter(const Napi::CallbackInfo &info) {
    // The alternate stack is the calling thread's alone (a stack overflow there is a SIGSEGV too); a job's thread uses its own stack.
    // Mapped once and kept: the handler may run at any time.
    static void *const stack = mmap(nullptr, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED)
        throw UioError(info.Env(), ENOMEM, "mmap", "");
    stack_t alternate = {};
    alternate.ss_sp = stack;
    alternate.ss_size = kStack;
    if (sigaltstack(&alternate, nullptr) != 0)
        throw UioError(info.Env(), errno, "sigaltstack", "");
    Install(info.Env(), SIGBUS);
    Install(info.Env(), SIGSEGV);
    Install(info.Env(), SIGILL); // of a litmus thread's code
}
