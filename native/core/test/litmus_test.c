/* Job litmus between threads of this process: every mode, one to three roles, small windows, too many states, replay. */
#include "litmus_threads.h"

enum { SIZE = 0x200000, AREA = 0x1000, ITERATIONS = 9000 };

static struct amp_litmus litmus[AMP_LITMUS_ROLES];
static struct side side[AMP_LITMUS_ROLES];
static uint64_t runs;

static const struct amp_litmus_image SB = {
    .roles = 2, .locations = 2, .stride = 128, .outs = {1, 1}, .location = {{0, 32, 0, 0}, {64, 32, 0, 0}}};

static struct run standard(unsigned mode) {
    return (struct run){.roles = 2,
                        .mode = mode,
                        .iterations = ITERATIONS,
                        .seed = 4711,
                        .group = mode % 2 == 0 ? 1 : 8,
                        .preload = mode / 2,
                        .off = AREA,
                        .len = SIZE - AREA,
                        .run = ++runs};
}

static void load_all(const struct amp_litmus_image *image, const amp_litmus_code *code) {
    for (unsigned r = 0; r < image->roles; r++) {
        litmus[r].image = *image;
        litmus[r].code = code[r];
    }
}

static void run_all(struct amp_window window, const struct run *run) {
    for (unsigned r = 0; r < run->roles; r++)
        CHECK(start_litmus(&side[r], &litmus[r], window, r, run) == AMP_OK, "start of role %u", r);
    run_roles(side, run->roles);
    for (unsigned r = 0; r < run->roles; r++) {
        const uint64_t *result = side[r].job.result;
        CHECK(result[0] == run->iterations, "iterations %llu", (unsigned long long)result[0]);
        CHECK(result[2] == (run->iterations + result[1] - 1) / result[1], "batches %llu", (unsigned long long)result[2]);
        CHECK(result[5] == side[0].job.result[5], "digests of roles 0 and %u differ", r);
    }
}

static void check_store_buffering(struct amp_window window) {
    for (unsigned mode = 0; mode < 4; mode++)
        for (unsigned fenced = 0; fenced < 2; fenced++) {
            struct run run = standard(mode);
            run.skew = fenced * 20;
            run.delay = mode == 2 ? 200 : 0;
            load_all(&SB, fenced ? (amp_litmus_code[]){sb0_fenced, sb1_fenced} : (amp_litmus_code[]){sb0, sb1});
            run_all(window, &run);
            const uint32_t weak[] = {0, 0};
            CHECK(count_of(litmus, 2, NULL, 2) == ITERATIONS, "mode %u: %llu outcomes", mode,
                  (unsigned long long)count_of(litmus, 2, NULL, 2));
            if (fenced)
                CHECK(count_of(litmus, 2, weak, 2) == 0, "mode %u: a forbidden outcome", mode);
        }
}

static void mark(volatile uint8_t *cell, unsigned role) {
    store(cell, 4 * role, load(cell, 4 * role) + role + 1);
}
static void mark0(volatile uint8_t *cell, uint32_t *out) {
    (void)out;
    mark(cell, 0);
}
static void mark1(volatile uint8_t *cell, uint32_t *out) {
    (void)out;
    mark(cell, 1);
}
static void mark2(volatile uint8_t *cell, uint32_t *out) {
    (void)out;
    mark(cell, 2);
}

/* Each role adds to its own location of the cell: only where all of them met in every iteration, each in a fresh cell, is there one state.
 */
static void check_meeting(struct amp_window window, unsigned roles, unsigned mode, uint64_t len) {
    const struct amp_litmus_image image = {
        .roles = roles, .locations = 3, .stride = 16, .finals = 7, .location = {{0, 32, 10, 0}, {4, 32, 20, 0}, {8, 32, 30, 0}}};
    struct run run = standard(mode);
    run.roles = roles;
    run.len = len;
    run.iterations = len < 1000 || roles > 2 ? 999 : 5000; /* many meetings, or more roles than processors: by turns */
    load_all(&image, (amp_litmus_code[]){mark0, mark1, mark2});
    run_all(window, &run);
    const uint32_t met[] = {11, roles > 1 ? 22 : 20, roles > 2 ? 33 : 30};
    CHECK(count_of(litmus, roles, met, 3) == run.iterations, "%u roles in %llu bytes: %llu met", roles, (unsigned long long)len,
          (unsigned long long)count_of(litmus, roles, met, 3));
    const uint64_t cells = side[0].job.result[1], batch = cells < run.iterations ? cells : run.iterations;
    for (unsigned r = 0; r < roles; r++)
        CHECK(litmus[r].histogram.states == 1 && litmus[r].histogram.state[0].first == batch * r / roles, "role %u has its own share", r);
}

static uint32_t begun[2];
static uint32_t ahead[2];

/* How far a role gets ahead of the other, as it sees it itself. */
static void count_begun(unsigned role) {
    const uint32_t mine = __atomic_add_fetch(&begun[role], 1, __ATOMIC_SEQ_CST);
    const int32_t lead = (int32_t)(mine - __atomic_load_n(&begun[1 - role], __ATOMIC_SEQ_CST));
    if (lead > (int32_t)ahead[role])
        ahead[role] = (uint32_t)lead;
}
static void count0(volatile uint8_t *cell, uint32_t *out) {
    (void)cell, (void)out;
    count_begun(0);
}
static void count1(volatile uint8_t *cell, uint32_t *out) {
    (void)cell, (void)out;
    count_begun(1);
}

/* No role is further ahead than a group of its own and one of the other's turn; without rendezvous it is, since one begins first. */
static void check_rendezvous(struct amp_window window) {
    const struct amp_litmus_image image = {.roles = 2, .locations = 1, .stride = 16, .location = {{0, 32, 0, 0}}};
    for (unsigned mode = 0; mode < 3; mode++)
        for (uint32_t group = 1; group <= 16; group *= 4) {
            struct run run = standard(mode);
            run.group = group;
            load_all(&image, (amp_litmus_code[]){count0, count1});
            begun[0] = begun[1] = ahead[0] = ahead[1] = 0;
            run_all(window, &run);
            CHECK(ahead[0] <= 2 * group && ahead[1] <= 2 * group, "mode %u, group %u: ahead by %u and %u", mode, group, ahead[0], ahead[1]);
        }
}

static void check_wide(struct amp_window window) {
    /* 64-bit initial value: its low half is the outcome. */
    const struct amp_litmus_image image = {
        .roles = 1, .locations = 1, .stride = 16, .finals = 1, .location = {{8, 64, 0x89abcdef, 0x01234567}}};
    struct run run = standard(3);
    run.roles = 1;
    litmus[0].image = image;
    litmus[0].code = mark0;
    run_all(window, &run);
    CHECK(count_of(litmus, 1, (const uint32_t[]){0x89abcdef}, 1) == ITERATIONS, "initial value");
    CHECK(*(const uint64_t *)(bytes_of(window) + run.off + 8) == UINT64_C(0x0123456789abcdef), "both halves");
}

static uint32_t next_value;
static void many(volatile uint8_t *cell, uint32_t *out) {
    (void)cell;
    out[0] = next_value++ % 300;
}

static void check_too_many_states(struct amp_window window) {
    const struct amp_litmus_image image = {.roles = 1, .locations = 1, .stride = 16, .outs = {1}, .location = {{0, 32, 0, 0}}};
    struct run run = standard(0);
    run.roles = 1;
    run.iterations = 3000;
    litmus[0].image = image;
    litmus[0].code = many;
    run_all(window, &run);
    CHECK(side[0].job.result[3] == 256 && side[0].job.result[4] == 440, "%llu states, %llu lost", (unsigned long long)side[0].job.result[3],
          (unsigned long long)side[0].job.result[4]);
    CHECK(count_of(litmus, 1, NULL, 1) == 2560, "the rest is counted");
}

static uint64_t digest_of(struct amp_window window, uint64_t seed, unsigned skew) {
    struct run run = standard(0);
    run.seed = seed;
    run.skew = skew;
    run_all(window, &run);
    return side[0].job.result[5];
}

static void check_replay(struct amp_window window) {
    load_all(&SB, (amp_litmus_code[]){sb0, sb1});
    const uint64_t first = digest_of(window, 1, 50);
    CHECK(digest_of(window, 1, 50) == first, "a seed replays");
    /* However the iterations are grouped, delayed and preloaded: the streams are the seed's alone. */
    for (unsigned variant = 0; variant < 12; variant++) {
        struct run run = standard(0);
        run.seed = 1;
        run.skew = variant % 2 * 20;
        run.group = (unsigned[]){1, 8, 64}[variant / 4];
        run.preload = variant / 2 % 2;
        run_all(window, &run);
        CHECK(side[0].job.result[5] == first, "variant %u has another digest", variant);
    }
    CHECK(digest_of(window, 2, 50) != first && digest_of(window, UINT64_C(1) << 40 | 1, 50) != first, "another seed is another run");
}

/* One side without the others: it waits and touches its own words only; dropped in the middle, a fresh run is none the worse. */
static void check_alone(struct amp_window window) {
    struct run run = standard(1);
    load_all(&SB, (amp_litmus_code[]){sb0, sb1});
    memset(bytes_of(window), 0x5a, SIZE);
    CHECK(start_litmus(&side[0], &litmus[0], window, 0, &run) == AMP_OK, "start");
    for (unsigned i = 0; i < 50; i++)
        CHECK(amp_job_step(&side[0].job) == AMP_MORE, "nobody is there");
    for (unsigned i = 4; i < SIZE; i++)
        CHECK(bytes_of(window)[i] == 0x5a, "offset %u was touched", i);
    /* In mid-batch: role 1 goes as far as it can alone. */
    run.run = ++runs;
    CHECK(start_litmus(&side[0], &litmus[0], window, 0, &run) == AMP_OK && start_litmus(&side[1], &litmus[1], window, 1, &run) == AMP_OK,
          "start");
    for (unsigned i = 0; i < 20; i++)
        CHECK(amp_job_step(&side[i % 2].job) == AMP_MORE, "by turns on one thread they get into a batch");
    CHECK(litmus[0].at.i > 0 && side[0].job.done == 0, "at iteration %u", litmus[0].at.i);
    run = standard(1); /* the same seed, another run */
    run_all(window, &run);
    CHECK(count_of(litmus, 2, NULL, 2) == ITERATIONS, "after a cancelled run");
}

int main(void) {
    const struct amp_window window = new_window(SIZE, 0);
    check_store_buffering(window);
    for (unsigned mode = 0; mode < 3; mode++)
        for (unsigned roles = 1; roles <= 3; roles++) {
            check_meeting(window, roles, mode, SIZE - AREA);
            check_meeting(window, roles, mode, 0x3000); /* of a window of 16 KiB */
            check_meeting(window, roles, mode, 320);    /* the least: 16 cells of 16 bytes and their sync words */
        }
    check_rendezvous(window);
    check_wide(window);
    check_too_many_states(window);
    check_replay(window);
    check_alone(window);
    free_window(window);
    printf("litmus: %llu runs\n", (unsigned long long)runs);
    return 0;
}
