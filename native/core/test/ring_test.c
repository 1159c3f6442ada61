/* The ring job against a doorbell made of a counter: what is asked for is rung, with its word already in place. */
#include "../bell.h"
#include "../job.h"
#include "../job_kind.h"
#include "../pattern.h"

#include "check.h"

static _Alignas(64) uint8_t memory[512];
static const struct amp_window window = {.base = memory, .size = sizeof memory};
static bool has_bell;
static unsigned rings;
static uint32_t word_at_ring;

static uint32_t word(unsigned off) {
    return *(volatile uint32_t *)(memory + off);
}

bool amp_port_has_bell(void) {
    return has_bell;
}
void amp_port_ring(void) {
    rings++;
    word_at_ring = word(AMP_CTL_FRONT);
}

static enum amp_status start(struct amp_job *job, uint64_t rounds, uint64_t paced) {
    const uint64_t args[] = {0, rounds, 9, paced};
    rings = 0;
    *(volatile uint32_t *)(memory + AMP_CTL_BACK) = 0;
    return amp_job_start(job, window, AMP_JOB_ring, args);
}

static void ask(uint32_t round) {
    *(volatile uint32_t *)(memory + AMP_CTL_BACK) = amp_counter_base(9) + round;
}

int main(void) {
    struct amp_job job;
    const uint32_t base = amp_counter_base(9);

    CHECK(start(&job, 3, 1) == AMP_E_ARG, "a side without a doorbell took the job");
    has_bell = true;
    CHECK(start(&job, 0, 1) == AMP_E_ARG && start(&job, 3, 2) == AMP_E_ARG, "wrong arguments were taken");
    const uint64_t outside[] = {320, 3, 9, 1}, askew[] = {4, 3, 9, 1};
    CHECK(amp_job_start(&job, window, AMP_JOB_ring, outside) == AMP_E_RANGE, "a control block past the end was taken");
    CHECK(amp_job_start(&job, window, AMP_JOB_ring, askew) == AMP_E_ALIGN, "a misaligned control block was taken");

    CHECK(start(&job, 3, 1) == AMP_OK, "start");
    CHECK(amp_job_step(&job) == AMP_MORE && rings == 0, "rang unasked");
    CHECK(word(AMP_CTL_FRONT) == base, "did not say that it is there");
    for (uint32_t i = 1; i <= 3; i++) {
        ask(i);
        CHECK(amp_job_step(&job) == AMP_MORE && rings == i, "%u rings for %u requests", rings, i);
        CHECK(word_at_ring == base + i, "ring %u came before its word", i);
    }
    ask(4);
    CHECK(amp_job_step(&job) == AMP_OK && rings == 3 && job.result[0] == 3, "did not end after the last");

    CHECK(start(&job, 5000, 0) == AMP_OK, "start of a burst");
    ask(1);
    while (rings < 5000)
        CHECK(amp_job_step(&job) == AMP_MORE, "a burst ended by itself");
    CHECK(word_at_ring == base + 5000, "the last ring came before its word");
    CHECK(amp_job_step(&job) == AMP_MORE && rings == 5000, "rang on");
    ask(5001);
    CHECK(amp_job_step(&job) == AMP_OK && job.result[0] == 5000, "did not end");
    const unsigned burst = rings;

    CHECK(start(&job, 1000000, 1) == AMP_OK, "start");
    ask(1);
    (void)amp_job_step(&job);
    ask(1000001);
    CHECK(amp_job_step(&job) == AMP_OK && job.result[0] == 1, "could not be ended early");
    printf("ring: %u in the last burst\n", burst);
    return 0;
}
