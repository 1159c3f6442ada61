/* Every access that the copy routines and the job loops make, one by one: naturally aligned, inside what was asked for, no burst on Device
 * memory, and as few as the widest legal widths allow. `judged_accesses broken` makes an unaligned one, to show that it is found. */
#include "../block.h"
#include "../port.h"
#include "memory.h"

enum { ROOM = 8192, MOST = 200 };

static struct {
    uintptr_t start, end; /* what the routine may touch */
    enum amp_memory memory;
    unsigned exactly; /* bytes of a forced width, 0: any */
    unsigned made;
} law;

void judge_access(const volatile void *p, unsigned bytes) {
    const uintptr_t at = (uintptr_t)p;
    const unsigned span = bytes == 0 ? 16 : bytes;
    CHECK(at % span == 0, "%u bytes at %#lx are not aligned", span, (unsigned long)at);
    CHECK(at >= law.start && at + span <= law.end, "%u bytes at %#lx are outside of [%#lx, %#lx)", span, (unsigned long)at,
          (unsigned long)law.start, (unsigned long)law.end);
    CHECK(bytes != 0 || law.memory == AMP_MEMORY_NORMAL, "a burst on Device memory at %#lx", (unsigned long)at);
    CHECK(law.exactly == 0 || bytes == law.exactly, "%u bytes where %u are forced", bytes, law.exactly);
    law.made++;
}

static void begin(volatile void *start, size_t len, enum amp_memory memory, unsigned exactly) {
    law.start = (uintptr_t)start;
    law.end = law.start + len;
    law.memory = memory;
    law.exactly = exactly;
    law.made = 0;
}

/* The least number of naturally aligned accesses of 1 to 16 bytes that cover [at, at + len). */
static unsigned fewest(uintptr_t at, size_t len) {
    unsigned count = 0;
    for (unsigned bytes; len > 0; at += bytes, len -= bytes, count++)
        for (bytes = 16; at % bytes != 0 || len < bytes;)
            bytes /= 2;
    return count;
}

static unsigned blocks(volatile uint8_t *shared, uint8_t *private, enum amp_memory memory) {
    unsigned count = 0;
    for (unsigned at = 0; at < 16; at++)
        for (size_t len = 0; len <= MOST; len++, count += 3) {
            const unsigned expected = fewest(at, len);
            begin(shared + at, len, memory, 0);
            amp_block_read(private, shared + at, len, memory);
            CHECK(law.made == expected, "read of %u at %u: %u accesses, %u would do", (unsigned)len, at, law.made, expected);
            begin(shared + at, len, memory, 0);
            amp_block_write(shared + at, private, len, memory);
            CHECK(law.made == expected, "write of %u at %u: %u accesses, %u would do", (unsigned)len, at, law.made, expected);
            begin(shared + at, len, memory, 0);
            amp_block_set(shared + at, 0x5C, len, memory);
            CHECK(law.made == expected, "set of %u at %u: %u accesses, %u would do", (unsigned)len, at, law.made, expected);
        }
    return count;
}

static unsigned forced(volatile uint8_t *shared, uint8_t *private) {
    unsigned count = 0;
    for (unsigned bytes = 1; bytes <= 16; bytes *= 2)
        for (unsigned at = 0; at < 32; at += bytes)
            for (size_t len = 0; len <= MOST; len += bytes, count += 3) {
                begin(shared + at, len, AMP_MEMORY_DEVICE, bytes);
                CHECK(amp_block_read_width(private, shared + at, len, bytes * 8) == AMP_OK, "read");
                CHECK(amp_block_write_width(shared + at, private, len, bytes * 8) == AMP_OK, "write");
                CHECK(amp_block_set_width(shared + at, 1, len, bytes * 8) == AMP_OK, "set");
                CHECK(law.made == 3 * len / bytes, "%u accesses for 3 times %u bytes of %u", law.made, (unsigned)len, bytes);
            }
    return count;
}

static unsigned jobs(struct amp_window window) {
    static const uint64_t widths[] = {8, 16, 32, 64, 128};
    unsigned count = 0;
    struct amp_job job;
    for (unsigned w = 0; w < 5; w++) {
        const unsigned bytes = (unsigned)widths[w] / 8;
        const uint64_t area[] = {1, 7, 64, 4096, widths[w]};
        begin((volatile uint8_t *)window.base + 64, 4096, AMP_MEMORY_DEVICE, bytes);
        CHECK(run_job(&job, window, AMP_JOB_fill, area) == AMP_OK && run_job(&job, window, AMP_JOB_verify, area) == AMP_OK, "fill, verify");
        CHECK(law.made == 2 * 4096 / bytes, "fill and verify made %u accesses", law.made);
        for (uint64_t op = 0; op < 4; op++, count++) {
            const uint64_t bench[] = {op, widths[w], 64, 4096, 3};
            begin((volatile uint8_t *)window.base + 64, 4096, AMP_MEMORY_DEVICE, bytes);
            CHECK(run_job(&job, window, AMP_JOB_bench, bench) == AMP_OK, "bench %u", (unsigned)op);
            CHECK(law.made == 3 * 4096 / bytes, "bench %u made %u accesses", (unsigned)op, law.made);
        }
        count += 2;
    }
    return count;
}

int main(int argc, char **argv) {
    const struct amp_window shared = new_window(ROOM, 0);
    const struct amp_window private = new_window(ROOM, 0);
    if (argc > 1 && strcmp(argv[1], "broken") == 0) {
        begin(shared.base, ROOM, AMP_MEMORY_NORMAL, 0);
        (void)AMP_LD128(bytes_of(shared) + 8);
        return 0;
    }
    unsigned copies = blocks(shared.base, bytes_of(private), AMP_MEMORY_DEVICE);
    copies += blocks(shared.base, bytes_of(private), AMP_MEMORY_NORMAL);
    const unsigned of_width = forced(shared.base, bytes_of(private));
    const unsigned ran = jobs(shared);
    printf("judged: %u copies, %u of a forced width, %u jobs\n", copies, of_width, ran);
    free_window(shared);
    free_window(private);
    return 0;
}
