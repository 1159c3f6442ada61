/* The model of the R5's L1: what each memory type does, and that nothing which the core stored is ever lost on one side alone. */
#include "modelled.h"
#include "port/posix/model/draw.h"

enum { LINE = 32, SET = 8192 }; /* bytes from a line to the next of its set */

static void only_where_it_matters(void) {
    static const struct {
        uint16_t flags;
        bool modelled;
    } types[] = {{0x00, false}, {0x01, false}, {0x10, false}, {0x08, false}, {0x0c, false},
                 {0x06, false}, /* shared ones stay out of the L1 */
                 {0x07, false}, {0x0f, false}, {0x02, true},  {0x03, true},  {0x0b, true}};
    for (unsigned i = 0; i < sizeof types / sizeof types[0]; i++)
        CHECK(open_modelled(types[i].flags | 0x300, NULL, 1) == types[i].modelled, "type %x", types[i].flags);
}

/* Both directions of staleness, and what ends it. */
static void write_back(void) {
    CHECK(model_covers(window.base), "modelled");
    r5_store(0x100, 4, 0x11111111);
    CHECK(linux_load(0x100, 4) == 0, "a store is not in memory before it is cleaned");
    amp_port_clean(r5_at(0x100), 4);
    CHECK(linux_load(0x100, 4) == 0x11111111, "it is after");
    linux_store(0x104, 4, 0x22222222);
    CHECK(r5_load(0x104, 4) == 0, "the line is what it was when it was filled");
    amp_port_invalidate(r5_at(0x11f), 1);
    CHECK(r5_load(0x104, 4) == 0x22222222, "from memory again, the whole line, whichever byte was named");
    r5_store(0x100, 1, 0x33);
    amp_port_invalidate(r5_at(0x100), 0);
    CHECK(r5_load(0x100, 1) == 0x33, "no byte, no line");
    amp_port_invalidate(r5_at(0x100), 1);
    CHECK(r5_load(0x100, 1) == 0x11, "what was not cleaned is lost by an invalidate");
}

/* The line goes back as a whole. */
static void neighbours(void) {
    r5_store(0x200, 1, 0xaa);
    linux_store(0x201, 1, 0xbb);
    linux_store(0x220, 1, 0xcc);
    amp_port_clean(r5_at(0x200), 1);
    CHECK(linux_load(0x200, 4) == 0xaa && linux_load(0x220, 1) == 0xcc, "a neighbour in the line is overwritten, one beyond is not");
}

static void alloc(void) {
    open_modelled(WRITE_BACK_ALLOC, NULL, 1);
    write_back();
    neighbours();
    model_flush();
    r5_store(0x300, 8, 7);
    model_flush();
    CHECK(linux_load(0x300, 8) == 7, "a flush writes back");
    linux_store(0x300, 8, 8);
    CHECK(r5_load(0x300, 8) == 8, "and drops");
}

static void left_writeback(void) {
    CHECK(open_modelled(NCACHE, "mpu-left-writeback", 1), "modelled");
    write_back();
    neighbours();
    r5_store(SPARED, 4, 5);
    CHECK(linux_load(SPARED, 4) == 0, "control words too");
}

static void no_alloc(void) {
    open_modelled(WRITE_BACK, NULL, 1);
    r5_store(0x100, 4, 1);
    CHECK(linux_load(0x100, 4) == 1, "a store that misses goes to memory");
    CHECK(r5_load(0x100, 4) == 1, "and is read from there");
    r5_store(0x100, 4, 2);
    CHECK(linux_load(0x100, 4) == 1, "one that hits stays");
}

static void write_through(void) {
    open_modelled(WRITE_THROUGH, NULL, 1);
    CHECK(r5_load(0x100, 4) == 0, "filled");
    r5_store(0x100, 4, 1);
    linux_store(0x104, 4, 2);
    CHECK(linux_load(0x100, 4) == 1 && r5_load(0x100, 4) == 1 && r5_load(0x104, 4) == 0, "stores go through, loads may be stale");
    model_flush();
    CHECK(r5_load(0x104, 4) == 2, "until the line is dropped");
}

/* Five lines of a set of four ways: one of them has gone back. */
static void eviction(void) {
    unsigned gone = 0;
    open_modelled(WRITE_BACK_ALLOC, NULL, 1);
    for (unsigned i = 0; i < 4; i++)
        r5_store(i * SET, 4, 1);
    for (unsigned i = 0; i < 4; i++)
        CHECK(linux_load(i * SET, 4) == 0, "four fit");
    r5_store(4 * SET, 4, 1);
    for (unsigned i = 0; i < 5; i++)
        gone += linux_load(i * SET, 4) == 1;
    CHECK(gone == 1, "%u were evicted", gone);
}

/* One side alone never notices its cache, and memory ends as the core left it. */
static void reference(void) {
    static const uint16_t flags[] = {WRITE_THROUGH, WRITE_BACK, WRITE_BACK_ALLOC};
    static uint8_t expected[SIZE];
    struct draw draw = draw_from(7, 0);
    for (unsigned f = 0; f < 3; f++) {
        open_modelled(flags[f], NULL, f);
        for (unsigned i = 0; i < 400000; i++) {
            const unsigned bytes = 1u << draw_below(&draw, 4);
            const uint64_t off = draw_below(&draw, SIZE / bytes) * bytes;
            uint64_t value = 0;
            if (draw_below(&draw, 1000) == 0)
                amp_port_clean(r5_at(off), draw_below(&draw, SIZE - (uint32_t)off));
            if (draw_below(&draw, 2) == 0) {
                value = (uint64_t)draw_below(&draw, UINT32_MAX) << 32 | draw_below(&draw, UINT32_MAX);
                memcpy(expected + off, &value, bytes);
                r5_store(off, bytes, value & UINT64_MAX >> (64 - 8 * bytes));
                continue;
            }
            memcpy(&value, expected + off, bytes);
            CHECK(r5_load(off, bytes) == value, "flags %x, %u bytes at %x", flags[f], bytes, (unsigned)off);
        }
        model_flush();
        CHECK(memcmp(memory, expected, SIZE) == 0, "flags %x", flags[f]);
    }
}

/* Who waits for the other side waits long, and not for ever. */
static void waiting(void) {
    unsigned turns = 0;
    open_modelled(WRITE_BACK_ALLOC, NULL, 1);
    r5_store(0x100, 4, 1);
    CHECK(r5_load(0x200, 4) == 0, "filled");
    linux_store(0x200, 4, 1);
    for (; r5_load(0x200, 4) == 0 || linux_load(0x100, 4) == 0; turns++)
        CHECK(turns < 1u << 24, "for ever");
    CHECK(turns > 1000, "the stale line lasted %u loads only", turns);
    r5_store(0x100, 4, 2);
    for (turns = 0; model_wait() > 0; turns++, model_rest())
        CHECK(turns < 100, "an idle core keeps it for ever");
    CHECK(linux_load(0x100, 4) == 2, "it went back");
}

int main(void) {
    in_child("only where it matters", only_where_it_matters);
    in_child("write back, allocate", alloc);
    in_child("mpu-left-writeback", left_writeback);
    in_child("write back", no_alloc);
    in_child("write through", write_through);
    in_child("eviction", eviction);
    in_child("reference", reference);
    in_child("waiting", waiting);
    printf("cache: 8\n");
    return 0;
}
