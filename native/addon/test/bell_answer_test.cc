// BellAnswer against an interrupt that the test plays, step by step on one thread: what no doorbell does on demand. An addon, because
// Node-API is in Node alone; loading it runs it.
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include "../src/bell_answer.h"

namespace {

constexpr uint64_t kSeed = 5;
constexpr unsigned kMost = 100000; // turns that no single step of a real line has

uint32_t base;
Mapping *mapping;
bool rings;
unsigned looks;

volatile void *Word(uint64_t off) {
    return amp_window_at(mapping->window(), off);
}

void Check(bool holds, const char *what) {
    if (holds)
        return;
    std::fprintf(stderr, "failed: %s\n", what);
    std::_Exit(1);
}

} // namespace

// Played: rings whenever it is looked at, or never.
bool UioIrq::Wait(int, uint32_t *count) {
    Check(++looks < kMost, "a step ends, so that a cancel is seen, while interrupts keep coming");
    *count = looks;
    return rings;
}
void UioIrq::Arm() {}
void UioIrq::Close() {}
std::shared_ptr<UioIrq> UioIrq::Open(const std::string &path) {
    return std::shared_ptr<UioIrq>(new UioIrq(-1, path));
}

extern "C" __attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env, napi_value exports) {
    char path[] = "/tmp/amp-hil-bell-XXXXXX";
    const int fd = mkstemp(path);
    Check(fd >= 0 && ftruncate(fd, 0x1000) == 0, "there is a file for the region");
    close(fd);
    const std::shared_ptr<Mapping> region = Mapping::Open(path, 0, 0, 0x1000);
    unlink(path);
    mapping = region.get();
    base = amp_counter_base(kSeed);

    BellAnswer answer(UioIrq::Open("played"), region, {0, 1, kSeed, 1});
    amp_write32(Word(AMP_CTL_FRONT), base, AMP_RELAXED); // the other side is there
    while (amp_read32(Word(AMP_CTL_BACK), AMP_RELAXED) != base + 1) {
        looks = 0;
        Check(answer.Step() == AMP_MORE, "it goes on until its only ring is asked for");
    }

    amp_write32(Word(AMP_CTL_FRONT), base + 1, AMP_RELAXED);
    rings = true; // that ring, and no end of others
    for (unsigned step = 0; step < 3; step++) {
        looks = 0;
        Check(answer.Step() == AMP_MORE, "it goes on while the line is not quiet");
    }
    Check(amp_read32(Word(AMP_CTL_BACK), AMP_RELAXED) == base + 1, "it lets the other side go not before the line is quiet");

    rings = false;
    looks = 0;
    amp_status status;
    do
        status = answer.Step();
    while (status == AMP_MORE);
    Check(status == AMP_OK, "it ends when the line is quiet");
    Check(amp_read32(Word(AMP_CTL_BACK), AMP_RELAXED) == base + 2, "it lets the other side go");
    return exports;
}
