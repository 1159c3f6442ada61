/* Hand-offs between a healthy side and one behind the model: a cache without maintenance shows old data, with it nothing is lost; and
 * whatever the fault, both sides come to their end. */
#include <pthread.h>
#include <sched.h>

#include "modelled.h"
#include "port/posix/model/bus.h"

enum { CTL = SPARED, MOST_STEPS = 1000000 };
enum { ROLE, WHERE, OFF, LEN, ROUNDS, SEED, PATTERN, BARRIER, MAINTENANCE, PATIENCE, RUN };
enum { R_MISMATCHES = 1 };

static struct {
    struct amp_job job;
    volatile enum amp_status status;
} linux_side;

static void *run_linux(void *unused) {
    for (unsigned steps = 0; steps < MOST_STEPS && linux_side.status == AMP_MORE; steps++) {
        linux_side.status = amp_job_step(&linux_side.job);
        sched_yield();
    }
    return unused;
}

/* Mismatches that the consumer found; `producer`: the R5 is. */
static uint64_t handoff(bool producer, uint64_t len, uint64_t maintenance) {
    static uint64_t run = 100;
    static struct amp_job r5;
    const struct amp_window healthy = {.base = memory, .size = SIZE, .memory = AMP_MEMORY_NORMAL};
    uint64_t arg[AMP_JOB_ARGS] = {
        [WHERE] = CTL, [LEN] = len, [ROUNDS] = 20, [SEED] = run, [PATTERN] = 1, [BARRIER] = 1, [MAINTENANCE] = maintenance, [RUN] = run};
    pthread_t thread;
    enum amp_status status = AMP_MORE;
    run++;
    arg[ROLE] = producer;
    CHECK(amp_job_start(&linux_side.job, healthy, AMP_JOB_handoff, arg) == AMP_OK, "linux");
    arg[ROLE] = !producer;
    CHECK(variant_modelled.job_start(&r5, window, AMP_JOB_handoff, arg) == AMP_OK, "r5");
    linux_side.status = AMP_MORE;
    CHECK(pthread_create(&thread, NULL, run_linux, NULL) == 0, "no thread");
    for (unsigned steps = 0; steps < MOST_STEPS && status == AMP_MORE; steps++) {
        status = variant_modelled.job_step(&r5);
        sched_yield();
    }
    for (unsigned steps = 0; steps < MOST_STEPS && linux_side.status == AMP_MORE; steps++) {
        model_rest(); /* as an idle firmware does */
        sched_yield();
    }
    pthread_join(thread, NULL);
    CHECK(status == AMP_OK && linux_side.status == AMP_OK, "the sides ended with %d and %d", status, linux_side.status);
    return producer ? linux_side.job.result[R_MISMATCHES] : r5.result[R_MISMATCHES];
}

/* A cache that allocates no line for a store holds one back only where a load has brought the line in. */
static void bring_in(uint64_t len) {
    for (uint64_t off = 0; off < len; off += MODEL_LINE)
        (void)r5_load(off, 4);
}

static void stale_without_whole_with_maintenance(uint16_t flags) {
    CHECK(open_modelled(flags, NULL, flags), "modelled");
    for (unsigned producer = 0; producer < 2; producer++) {
        uint64_t without = 0;
        for (unsigned i = 0; i < 20 && without == 0; i++) {
            bring_in(4096);
            without = handoff(producer, 4096, 0);
        }
        CHECK(without > 0 || (producer && flags == WRITE_THROUGH), "flags %x, producer %u: nothing was stale", flags, producer);
        for (uint64_t len = 4; len <= 32768; len *= 64) {
            const uint64_t with = handoff(producer, len, 1);
            CHECK(with == 0, "flags %x, producer %u, %u bytes: %u mismatches with maintenance", flags, producer, (unsigned)len,
                  (unsigned)with);
        }
    }
}

static void write_back_alloc(void) {
    stale_without_whole_with_maintenance(WRITE_BACK_ALLOC);
}
static void write_back(void) {
    stale_without_whole_with_maintenance(WRITE_BACK);
}
static void write_through(void) {
    stale_without_whole_with_maintenance(WRITE_THROUGH);
}

static const char *fault;
static bool found_by_consumer, found_by_producer;

/* What the R5 finds as a consumer, and what the other side finds of an R5 that produces. */
static void with_fault(void) {
    CHECK(open_modelled(NCACHE, fault, 5), "modelled");
    for (unsigned producer = 0; producer < 2; producer++) {
        uint64_t found = 0;
        for (unsigned i = 0; i < 20 && found == 0; i++)
            found = handoff(producer, 2048, 0);
        CHECK((found > 0) == (producer ? found_by_producer : found_by_consumer), "%s, producer %u: %u mismatches", fault, producer,
              (unsigned)found);
    }
}

int main(void) {
    static const struct {
        const char *fault;
        bool consumer, producer;
    } faults[] = {{"mpu-left-writeback", true, true}, {"stale-read=16", true, false},   {"late-visibility=1", false, false},
                  {"lost-write=50", false, true},     {"torn-32", false, false},        {"torn-64", false, false},
                  {"line-clobber", false, false},     {"stuck-bit=7", true, false},     {"swapped-lanes", true, false},
                  {"alias-address=9", true, true},    {"window-shifted=64", true, true}};
    in_child("write back, allocate", write_back_alloc);
    in_child("write back", write_back);
    in_child("write through", write_through);
    for (unsigned i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        fault = faults[i].fault;
        found_by_consumer = faults[i].consumer;
        found_by_producer = faults[i].producer;
        in_child(fault, with_fault);
    }
    printf("modelled jobs: 14\n");
    return 0;
}
