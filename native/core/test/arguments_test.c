/* A job whose arguments are wrong says which kind of wrong and touches nothing. */
#include "../litmus.h"
#include "../pattern.h"
#include "memory.h"

enum { SIZE = 0x4000 };
#define ALL_ONES UINT64_MAX

static const struct {
    uint32_t kind;
    enum amp_status status;
    uint64_t arg[AMP_JOB_ARGS];
} cases[] = {
    {0, AMP_E_ARG, {0}},
    {99, AMP_E_ARG, {0}},
    /* pattern seed off len width */
    {AMP_JOB_fill, AMP_OK, {0, 0, 0, SIZE, 8}},
    {AMP_JOB_fill, AMP_OK, {0, 0, SIZE, 0, 8}},
    {AMP_JOB_fill, AMP_E_ARG, {AMP_PATTERN_COUNT, 0, 0, 8, 8}},
    {AMP_JOB_fill, AMP_E_ARG, {ALL_ONES, 0, 0, 8, 8}},
    {AMP_JOB_fill, AMP_E_ARG, {0, 0, 0, 8, 24}},
    {AMP_JOB_fill, AMP_E_ARG, {0, 0, 0, 8, 0}},
    {AMP_JOB_fill, AMP_E_ARG, {0, 0, 0, 8, UINT64_C(0x100000008)}},
    {AMP_JOB_fill, AMP_E_ALIGN, {0, 0, 1, 8, 16}},
    {AMP_JOB_fill, AMP_E_ALIGN, {0, 0, 8, 16, 128}},
    {AMP_JOB_fill, AMP_E_ALIGN, {0, 0, 0, 6, 32}},
    {AMP_JOB_fill, AMP_E_RANGE, {0, 0, 0, SIZE + 1, 8}},
    {AMP_JOB_fill, AMP_E_RANGE, {0, 0, SIZE, 8, 64}},
    {AMP_JOB_fill, AMP_E_RANGE, {0, 0, 16, ALL_ONES, 8}},
    {AMP_JOB_verify, AMP_E_RANGE, {0, 0, ALL_ONES - 7, 16, 64}},
    {AMP_JOB_verify, AMP_E_ARG, {AMP_PATTERN_COUNT, 0, 0, 8, 8}},
    /* op width off len reps */
    {AMP_JOB_bench, AMP_E_ARG, {4, 32, 0, 4, 1}},
    {AMP_JOB_bench, AMP_E_ARG, {0, 32, 0, 0, 1}},
    {AMP_JOB_bench, AMP_E_ARG, {0, 32, 0, 4, 0}},
    {AMP_JOB_bench, AMP_E_ARG, {0, 32, 0, 4, ALL_ONES}},
    {AMP_JOB_bench, AMP_E_ALIGN, {1, 32, 2, 4, 1}},
    {AMP_JOB_bench, AMP_E_RANGE, {1, 32, SIZE, 4, 1}},
    /* op way off len reps */
    {AMP_JOB_blockbench, AMP_OK, {0, 2, 1, SIZE - 1, 1}},
    {AMP_JOB_blockbench, AMP_E_ARG, {2, 0, 0, 64, 1}},
    {AMP_JOB_blockbench, AMP_E_ARG, {0, 3, 0, 64, 1}},
    {AMP_JOB_blockbench, AMP_E_ARG, {0, 0, 0, 0, 1}},
    {AMP_JOB_blockbench, AMP_E_ARG, {0, 0, 0, 64, 0}},
    {AMP_JOB_blockbench, AMP_E_ARG, {0, 0, 0, 64, ALL_ONES}},
    {AMP_JOB_blockbench, AMP_E_ALIGN, {0, 1, 8, 64, 1}},
    {AMP_JOB_blockbench, AMP_E_ALIGN, {1, 1, 0, 72, 1}},
    {AMP_JOB_blockbench, AMP_E_RANGE, {1, 0, SIZE - 63, 64, 1}},
    /* role ctl off len rounds seed pattern barrier maintenance patience run */
    {AMP_JOB_handoff, AMP_OK, {0, 0, 256, 64, 1, 0, 0, 0}},
    {AMP_JOB_handoff, AMP_OK, {0, SIZE - 256, 0, SIZE - 256, 1, 0, 0, 0}},
    {AMP_JOB_handoff, AMP_E_ARG, {2, 0, 256, 64, 1, 0, 0, 0}},
    {AMP_JOB_handoff, AMP_E_ARG, {0, 0, 256, 0, 1, 0, 0, 0}},
    {AMP_JOB_handoff, AMP_E_ARG, {0, 0, 256, 64, 0, 0, 0, 0}},
    {AMP_JOB_handoff, AMP_E_ARG, {0, 0, 256, 64, UINT64_C(0x80000000), 0, 0, 0}},
    {AMP_JOB_handoff, AMP_E_ARG, {0, 0, 256, 64, 1, 0, AMP_PATTERN_COUNT, 0}},
    {AMP_JOB_handoff, AMP_E_ARG, {0, 0, 256, 64, 1, 0, 0, 4}},
    {AMP_JOB_handoff, AMP_OK, {1, 0, 256, 64, 1, 0, 0, 0, 1, ALL_ONES / 20, ALL_ONES}},
    {AMP_JOB_handoff, AMP_E_ARG, {1, 0, 256, 64, 1, 0, 0, 0, 1, ALL_ONES / 20 + 1, ALL_ONES}},
    {AMP_JOB_handoff, AMP_E_ARG, {1, 0, 256, 64, 1, 0, 0, 0, 2, 0, 0}},
    {AMP_JOB_handoff, AMP_E_ARG, {0, 0, 255, 64, 1, 0, 0, 0}},   /* the block's start in the control block */
    {AMP_JOB_handoff, AMP_E_ARG, {0, 256, 0, 257, 1, 0, 0, 0}},  /* the block's end in the control block */
    {AMP_JOB_handoff, AMP_E_ARG, {1, 256, 0, SIZE, 1, 0, 0, 0}}, /* the control block inside */
    {AMP_JOB_handoff, AMP_E_ALIGN, {0, 32, 512, 64, 1, 0, 0, 0}},
    {AMP_JOB_handoff, AMP_E_RANGE, {0, SIZE - 192, 0, 64, 1, 0, 0, 0}},
    {AMP_JOB_handoff, AMP_E_RANGE, {0, ALL_ONES - 63, 0, 64, 1, 0, 0, 0}},
    {AMP_JOB_handoff, AMP_E_RANGE, {0, 0, 256, ALL_ONES, 1, 0, 0, 0}},
    /* role ctl iterations seed barrier */
    {AMP_JOB_message, AMP_OK, {1, SIZE - 256, 1, 0, 0}},
    {AMP_JOB_message, AMP_E_ARG, {2, 0, 1, 0, 0}},
    {AMP_JOB_message, AMP_E_ARG, {0, 0, 0, 0, 0}},
    {AMP_JOB_message, AMP_E_ARG, {0, 0, UINT64_C(0x80000000), 0, 0}},
    {AMP_JOB_message, AMP_E_ARG, {0, 0, 1, 0, 4}},
    {AMP_JOB_message, AMP_E_ALIGN, {0, 4, 1, 0, 0}},
    {AMP_JOB_message, AMP_E_RANGE, {0, SIZE, 1, 0, 0}},
    /* role roles ctl off len iterations seed mode skew delay run */
    {AMP_JOB_litmus, AMP_OK, {1, 2, 0, 256, SIZE - 256, 1, 0, 3, 65535, 1000000000, 64, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {2, 2, 0, 256, SIZE - 256, 1, 0, 0, 0, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 1, 0, 256, SIZE - 256, 1, 0, 0, 0, 0, 1, 0}}, /* not as many roles as the image has */
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 256, SIZE - 256, 0, 0, 0, 0, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 256, SIZE - 256, ALL_ONES, 0, 0, 0, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 256, SIZE - 256, 1, 0, 4, 0, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 256, SIZE - 256, 1, 0, 0, 65536, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 256, SIZE - 256, 1, 0, 0, 0, 1000000001, 1, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 256, SIZE - 256, 1, 0, 0, 0, 0, 0, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 256, SIZE - 256, 1, 0, 0, 0, 0, 3, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 256, SIZE - 256, 1, 0, 0, 0, 0, 128, 0}},
    {AMP_JOB_litmus, AMP_E_ARG, {0, 2, 0, 192, SIZE - 192, 1, 0, 0, 0, 0, 1, 0}}, /* cells over the control block */
    {AMP_JOB_litmus, AMP_E_ALIGN, {0, 2, 32, 512, SIZE - 512, 1, 0, 0, 0, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_ALIGN, {0, 2, 0, 260, SIZE - 260, 1, 0, 0, 0, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_RANGE, {0, 2, 0, 256, SIZE, 1, 0, 0, 0, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_RANGE, {0, 2, ALL_ONES - 63, 256, 512, 1, 0, 0, 0, 0, 1, 0}},
    {AMP_JOB_litmus, AMP_E_RANGE, {0, 2, 0, 256, 1024, 1, 0, 0, 0, 0, 1, 0}}, /* no room for 16 cells */
    /* role ctl off iterations run */
    {AMP_JOB_sbloop, AMP_E_ARG, {2, 0, 256, 1, 0}},
    {AMP_JOB_sbloop, AMP_E_ARG, {0, 0, 256, 0, 0}},
    {AMP_JOB_sbloop, AMP_E_ALIGN, {0, 4, 256, 1, 0}},
    {AMP_JOB_sbloop, AMP_E_RANGE, {0, 0, 256, 1, 0}},
    /* role ctl off trips patience run */
    {AMP_JOB_visibility, AMP_OK, {1, SIZE - 256, SIZE - 384, 4096, ALL_ONES, 0}},
    {AMP_JOB_visibility, AMP_E_ARG, {2, 0, 256, 1, 0, 0}},
    {AMP_JOB_visibility, AMP_E_ARG, {0, 0, 256, 0, 0, 0}},
    {AMP_JOB_visibility, AMP_E_ARG, {0, 0, 256, 4097, 0, 0}},
    {AMP_JOB_visibility, AMP_E_ARG, {0, 256, 192, 1, 0, 0}}, /* the second line in the control block */
    {AMP_JOB_visibility, AMP_E_ALIGN, {0, 32, 512, 1, 0, 0}},
    {AMP_JOB_visibility, AMP_E_ALIGN, {0, 0, 260, 1, 0, 0}},
    {AMP_JOB_visibility, AMP_E_RANGE, {0, 0, SIZE - 64, 1, 0, 0}},
    {AMP_JOB_visibility, AMP_E_RANGE, {0, SIZE - 192, 0, 1, 0, 0}},
    /* role ctl off len width rounds least patience run */
    {AMP_JOB_neighbours, AMP_OK, {1, 0, 256, SIZE - 256, 8, 1, 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {2, 0, 256, 64, 8, 1, 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {0, 0, 256, 64, 64, 1, 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {0, 0, 256, 64, 8, 0, 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {0, 0, 256, 64, 8, UINT64_C(0x80000000), 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {0, 0, 256, 64, 8, 1, 0, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {0, 0, 256, 64, 8, 1, UINT64_C(0x80000000), 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {0, 0, 256, 0, 8, 1, 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {0, 0, 256, ALL_ONES - 63, 8, 1, 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ARG, {0, 0, 192, 64, 8, 1, 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_ALIGN, {0, 0, 256, 96, 8, 1, 1, 0, 0}},
    {AMP_JOB_neighbours, AMP_E_RANGE, {0, 0, 256, SIZE, 8, 1, 1, 0, 0}},
    /* role ctl off width loads patience run */
    {AMP_JOB_tearing, AMP_OK, {1, 0, SIZE - 64, 64, 1, 0, 0}},
    {AMP_JOB_tearing, AMP_E_ARG, {2, 0, 256, 64, 1, 0, 0}},
    {AMP_JOB_tearing, AMP_E_ARG, {0, 0, 256, 128, 1, 0, 0}},
    {AMP_JOB_tearing, AMP_E_ARG, {0, 0, 256, 24, 1, 0, 0}},
    {AMP_JOB_tearing, AMP_E_ARG, {0, 0, 256, 64, 0, 0, 0}},
    {AMP_JOB_tearing, AMP_E_ARG, {0, 0, 256, 64, 0x400001, 0, 0}},
    {AMP_JOB_tearing, AMP_E_ALIGN, {0, 0, 264, 64, 1, 0, 0}},
    {AMP_JOB_tearing, AMP_E_RANGE, {0, 0, SIZE, 64, 1, 0, 0}},
    /* role ctl off each mode patience run */
    {AMP_JOB_increment, AMP_OK, {1, 0, SIZE - 64, 1, 1, 0, 0}},
    {AMP_JOB_increment, AMP_E_ARG, {2, 0, 256, 1, 1, 0, 0}},
    {AMP_JOB_increment, AMP_E_ARG, {0, 0, 256, 0, 1, 0, 0}},
    {AMP_JOB_increment, AMP_E_ARG, {0, 0, 256, 0x40000000, 1, 0, 0}},
    {AMP_JOB_increment, AMP_E_ARG, {0, 0, 256, 1, 2, 0, 0}},
    {AMP_JOB_increment, AMP_E_ARG, {0, 0, 0, 1, 0, 0, 0}}, /* the counter is a control word */
    {AMP_JOB_increment, AMP_E_RANGE, {0, 0, SIZE, 1, 0, 0, 0}},
    /* role ctl off len warm trips most table patience run */
    {AMP_JOB_pingpong, AMP_OK, {1, 0, 256, 4, 0, 1, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_OK, {0, 0, SIZE - 256, 128, 0x3FFFFFFF, 0x3FFFFFFF, 0, 256, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ARG, {2, 0, 256, 4, 0, 1, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ARG, {0, 0, 256, 0, 0, 1, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ARG, {0, 0, 256, 0x10004, 0, 1, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ARG, {0, 0, 256, 4, 0, 0, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ARG, {0, 0, 256, 4, 0, 0x40000000, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ARG, {0, 0, 256, 4, 0x40000000, 1, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ARG, {0, 0, 256, 4, 0, 1, 0, 320, 0, 0}},         /* the table over the answer */
    {AMP_JOB_pingpong, AMP_E_ARG, {0, 0, SIZE - 256, 64, 0, 1, 0, 192, 0, 0}}, /* the table over the control block */
    {AMP_JOB_pingpong, AMP_E_ALIGN, {0, 0, 256, 6, 0, 1, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ALIGN, {0, 0, 256, 4, 0, 1, 0, 516, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_ALIGN, {0, 0, 260, 4, 0, 1, 0, 512, 0, 0}},
    {AMP_JOB_pingpong, AMP_E_RANGE, {0, 0, SIZE - 64, 4, 0, 1, 0, 512, 0, 0}}, /* no room for the answer */
    {AMP_JOB_pingpong, AMP_E_RANGE, {0, 0, 256, 4, 0, 1, 0, SIZE - 64, 0, 0}},
    /* role ways ctl off size depth messages seed patience run */
    {AMP_JOB_stream, AMP_OK, {1, 3, 0, 256, 16, 1, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_OK, {0, 1, SIZE - 256, 0, 64, 126, 0x3FFFFFFF, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {2, 1, 0, 256, 16, 1, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 0, 0, 256, 16, 1, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 4, 0, 256, 16, 1, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 1, 0, 256, 12, 1, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 1, 0, 256, 8196, 1, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 1, 0, 256, 16, 0, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 1, 0, 256, 16, 4097, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 1, 0, 256, 16, 1, 0, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 1, 0, 256, 16, 1, 0x40000000, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ARG, {0, 1, 0, 192, 16, 1, 1, 0, 0, 0}}, /* a slot in the control block */
    {AMP_JOB_stream, AMP_E_ALIGN, {0, 1, 0, 256, 18, 1, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_ALIGN, {0, 1, 0, 260, 16, 1, 1, 0, 0, 0}},
    {AMP_JOB_stream, AMP_E_RANGE, {0, 1, 0, 256, 64, 127, 1, 0, 0, 0}}, /* no room for the way back */
};

static void never(volatile uint8_t *cell, uint32_t *out) {
    CHECK(cell == NULL && out == NULL, "a start runs nothing");
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0xEE);
    static const struct amp_litmus_image image = {.roles = 2, .locations = 1, .stride = 128, .outs = {1, 1}, .location = {{0, 32, 0, 0}}};
    static struct amp_litmus thread;
    struct amp_job job = {.litmus = &thread};
    thread.image = image;
    thread.code = never;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const enum amp_status status = amp_job_start(&job, window, cases[i].kind, cases[i].arg);
        CHECK(status == cases[i].status, "case %zu: status %d, expected %d", i, status, cases[i].status);
        for (unsigned b = 0; b < SIZE; b++)
            CHECK(bytes_of(window)[b] == 0xEE, "case %zu wrote byte %u", i, b);
    }
    const uint64_t arg[] = {0, 0, 0, 8, 8};
    const struct amp_window crooked = {.base = (volatile uint8_t *)window.base + 8, .size = SIZE - 8};
    CHECK(amp_job_start(&job, crooked, AMP_JOB_fill, arg) == AMP_E_ALIGN, "a window off its alignment");
    CHECK(amp_job_kind("handoff") == AMP_JOB_handoff && amp_job_kind("hand") == 0 && amp_job_kind("handoffs") == 0, "kinds by name");
    CHECK(amp_job_args(AMP_JOB_handoff) == 11 && amp_job_results(AMP_JOB_verify) == 6 && amp_job_args(99) == 0, "argument counts");
    const uint64_t litmus[AMP_JOB_ARGS] = {0, 2, 0, 256, SIZE - 256, 1, 0, 0, 0, 0, 1, 0, 0};
    job.litmus = NULL;
    CHECK(amp_job_start(&job, window, AMP_JOB_litmus, litmus) == AMP_E_ARG, "no thread");
    thread.code = NULL;
    job.litmus = &thread;
    CHECK(amp_job_start(&job, window, AMP_JOB_litmus, litmus) == AMP_E_ARG, "no code");
    free_window(window);
    printf("arguments: %zu cases\n", sizeof cases / sizeof cases[0]);
    return 0;
}
