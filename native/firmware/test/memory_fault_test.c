/* Each memory fault does to an access what it says, and spares the control words where it should. */
#include <pthread.h>
#include <time.h>

#include "modelled.h"

static void healthy_beside(void) {
    r5_store(SPARED + 0x40, 8, UINT64_C(0x8877665544332211));
    CHECK(linux_load(SPARED + 0x40, 8) == UINT64_C(0x8877665544332211), "a control word arrives");
    CHECK(r5_load(SPARED + 0x41, 1) == 0x22 && r5_load(SPARED + 0x44, 4) == 0x88776655, "and is read as it is");
}

static void stuck_bit(void) {
    CHECK(open_modelled(NCACHE, "stuck-bit=13", 1), "modelled");
    linux_store(0x100, 8, UINT64_MAX);
    CHECK(r5_load(0x100, 8) == UINT64_C(0xffffdfffffffdfff) && r5_load(0x104, 4) == 0xffffdfff, "bit 13 of each word");
    CHECK(r5_load(0x100, 2) == 0xdfff && r5_load(0x102, 2) == 0xffff, "in its halfword");
    CHECK(r5_load(0x100, 1) == 0xff && r5_load(0x101, 1) == 0xdf && r5_load(0x105, 1) == 0xdf, "in its byte");
    r5_store(0x200, 4, UINT32_MAX);
    CHECK(linux_load(0x200, 4) == UINT32_MAX, "stores are whole");
    healthy_beside();
}

static void swapped_lanes(void) {
    CHECK(open_modelled(NCACHE, "swapped-lanes", 1), "modelled");
    linux_store(0x100, 8, UINT64_C(0x8877665544332211));
    CHECK(r5_load(0x100, 8) == UINT64_C(0x8877556644331122) && r5_load(0x100, 4) == 0x44331122, "words");
    CHECK(r5_load(0x100, 2) == 0x1122 && r5_load(0x102, 2) == 0x4433, "halfwords");
    CHECK(r5_load(0x100, 1) == 0x22 && r5_load(0x101, 1) == 0x11 && r5_load(0x102, 1) == 0x33 && r5_load(0x105, 1) == 0x55, "bytes");
    r5_store(0x200, 4, 0x44332211);
    CHECK(linux_load(0x200, 4) == 0x44332211, "stores go straight");
    healthy_beside();
}

static void alias_address(void) {
    CHECK(open_modelled(NCACHE, "alias-address=9", 1), "modelled");
    r5_store(0x204, 4, 1);
    r5_store(0xe08, 4, 2);
    CHECK(linux_load(0x004, 4) == 1 && linux_load(0xc08, 4) == 2, "bit 9 is 0 on the way out");
    CHECK(linux_load(0x204, 4) == 0 && linux_load(0xe08, 4) == 0, "where it was meant to go nothing arrives");
    linux_store(0x400, 4, 3);
    CHECK(r5_load(0x600, 4) == 3 && r5_load(0x400, 4) == 3, "and for loads");
    healthy_beside();
}

static void window_shifted(void) {
    CHECK(open_modelled(NCACHE, "window-shifted=64", 1), "modelled");
    r5_store(0x100, 4, 1);
    CHECK(linux_load(0x140, 4) == 1 && linux_load(0x100, 4) == 0, "64 bytes higher");
    r5_store(SPARED - 64, 4, 2);
    CHECK(linux_load(0, 4) == 2 && linux_load(SPARED, 4) == 0, "and round below the control words");
    linux_store(0x240, 4, 3);
    CHECK(r5_load(0x200, 4) == 3, "loads as well");
    healthy_beside();
}

static unsigned lost_of(uint32_t seed, uint64_t *which) {
    unsigned lost = 0;
    open_modelled(NCACHE, "lost-write=8", seed);
    memset(memory, 0, SIZE);
    for (unsigned i = 0; i < 4096; i++)
        r5_store(4 * i, 4, i + 1);
    for (unsigned i = 0; i < 4096; i++)
        if (linux_load(4 * i, 4) != i + 1) {
            CHECK(linux_load(4 * i, 4) == 0 && r5_load(4 * i, 4) == 0, "what is lost has never been there");
            *which = *which * 31 + i;
            lost++;
        }
    return lost;
}

static void lost_write(void) {
    uint64_t which[3] = {0, 0, 0};
    const unsigned lost = lost_of(1, &which[0]);
    CHECK(lost > 4096 / 16 && lost < 4096 / 4, "%u of 4096", lost);
    lost_of(1, &which[1]);
    lost_of(2, &which[2]);
    CHECK(which[0] == which[1] && which[0] != which[2], "the seed says which");
    for (unsigned i = 0; i < 1000; i++)
        healthy_beside();
}

/* The other side, on a thread: changes its byte of the line at 0x100, or looks at the word there for what nobody stored. */
static struct {
    volatile int found, end;
    unsigned bytes;
} other;

static void *look(void *unused) {
    const uint64_t ones = UINT64_MAX >> (64 - 8 * other.bytes);
    while (!other.end) {
        const uint64_t got = linux_load(0x100, other.bytes);
        if (got != 0 && got != ones)
            other.found = 1;
    }
    return unused;
}

static void *bump(void *unused) {
    for (uint8_t count = 1; !other.end; count++) {
        linux_store(0x11f, 1, count);
        for (unsigned i = 0; i < 64; i++)
            if (linux_load(0x11f, 1) != count)
                other.found = 1;
    }
    return unused;
}

/* False when 2^22 stores at `off` were never seen to do harm. */
static bool harm(void *(*side)(void *), uint64_t off, unsigned bytes) {
    pthread_t thread;
    other.found = other.end = 0;
    other.bytes = bytes;
    CHECK(pthread_create(&thread, NULL, side, NULL) == 0, "no thread");
    for (unsigned i = 0; i < 1u << 21 && !other.found; i++) {
        r5_store(off, bytes, UINT64_MAX >> (64 - 8 * bytes));
        r5_store(off, bytes, 0);
    }
    other.end = 1;
    pthread_join(thread, NULL);
    return other.found;
}

static void torn_32(void) {
    CHECK(open_modelled(NCACHE, "torn-32", 1), "modelled");
    CHECK(harm(look, 0x100, 4), "no torn word was seen");
    CHECK(!harm(look, 0x100, 2) && !harm(look, 0x100, 8), "other widths are whole");
}

static void torn_64(void) {
    CHECK(open_modelled(NCACHE, "torn-64", 1), "modelled");
    CHECK(harm(look, 0x100, 8), "no torn word was seen");
    CHECK(!harm(look, 0x100, 4), "other widths are whole");
    r5_store(0x200, 8, UINT64_C(0x8877665544332211));
    CHECK(linux_load(0x200, 8) == UINT64_C(0x8877665544332211), "in the end it is all there");
}

static void line_clobber(void) {
    CHECK(open_modelled(NCACHE, "line-clobber", 1), "modelled");
    CHECK(harm(bump, 0x100, 4), "no neighbour was lost");
    CHECK(!harm(bump, 0x120, 4), "the next line's are not");
    for (unsigned i = 0; i < 64; i++) {
        r5_store(0x200 + i, 1, i);
        CHECK(linux_load(0x200 + i, 1) == i, "the store itself arrives");
    }
}

static void stale_read(void) {
    unsigned stale = 0, longest = 0, lasts = 0;
    CHECK(open_modelled(NCACHE, "stale-read=16", 3), "modelled");
    for (unsigned i = 0; i < 1000; i++)
        CHECK(r5_load(0x100, 8) == 0, "what nobody changes is never stale");
    for (uint32_t count = 1; count < 20000; count++) {
        linux_store(0x100, 4, count);
        linux_store(0x11c, 4, count);
        const uint64_t first = r5_load(0x100, 4), last = r5_load(0x11c, 4);
        CHECK(first <= count && last <= count, "from the future");
        lasts = first != count || last != count ? lasts + 1 : 0;
        stale += lasts > 0;
        longest = lasts > longest ? lasts : longest;
        CHECK(first == last || lasts <= 1 || last == count, "the line is old as a whole");
        r5_store(0x108, 4, count);
        CHECK(r5_load(0x108, 4) == count, "its own stores are never hidden");
    }
    CHECK(stale > 1000 && longest < 200, "%u stale, %u in a row", stale, longest);
    linux_store(SPARED, 4, 0);
    for (uint32_t count = 0; count < 10000; count++) {
        CHECK(r5_load(SPARED, 4) == count, "a control word is fresh");
        linux_store(SPARED, 4, count + 1);
    }
}

/* No look at the clock: nothing passes but by model_drain, or an access. */
static void late_visibility(void) {
    CHECK(open_modelled(NCACHE, "late-visibility=40", 1) && model_wait() == -1, "modelled");
    linux_store(0x108, 8, UINT64_MAX);
    r5_store(0x100, 4, 1);
    r5_store(0x102, 1, 0xab);
    r5_store(0x104, 4, 2);
    r5_store(SPARED, 4, 3);
    CHECK(linux_load(0x100, 8) == 0 && linux_load(SPARED, 4) == 0, "nothing arrives at once, control words neither");
    CHECK(r5_load(0x100, 8) == UINT64_C(0x200ab0001) && r5_load(0x102, 2) == 0xab, "the core sees its own");
    CHECK(r5_load(0x108, 8) == UINT64_MAX, "and memory beside it");
    for (int wait = model_wait(); wait >= 0; wait = model_wait()) {
        CHECK(wait <= 40, "%d ms", wait);
        nanosleep(&(struct timespec){.tv_nsec = wait * 1000000L}, NULL);
        model_drain();
        CHECK(linux_load(SPARED, 4) == 0 || linux_load(0x100, 8) == UINT64_C(0x200ab0001), "in the order in which they were made");
    }
    CHECK(linux_load(0x100, 8) == UINT64_C(0x200ab0001) && linux_load(SPARED, 4) == 3, "all arrives");
    CHECK(r5_load(0x102, 1) == 0xab, "and is read from memory then");
}

/* More than the queue holds: those that do not fit wait, none is lost. */
static void late_and_many(void) {
    CHECK(open_modelled(NCACHE, "late-visibility=1", 1), "modelled");
    for (uint32_t i = 0; i < (1u << 20) + 1000; i++)
        r5_store(4 * (i % (SIZE / 4)), 4, i);
    while (model_wait() >= 0)
        model_drain();
    for (uint32_t i = 0; i < SIZE / 4; i++)
        CHECK(linux_load(4 * i, 4) % (SIZE / 4) == i && linux_load(4 * i, 4) > (1u << 20) + 1000 - SIZE / 4 - 1, "word %u", i);
}

int main(void) {
    in_child("stuck-bit", stuck_bit);
    in_child("swapped-lanes", swapped_lanes);
    in_child("alias-address", alias_address);
    in_child("window-shifted", window_shifted);
    in_child("lost-write", lost_write);
    in_child("torn-32", torn_32);
    in_child("torn-64", torn_64);
    in_child("line-clobber", line_clobber);
    in_child("stale-read", stale_read);
    in_child("late-visibility", late_visibility);
    in_child("late-visibility, many", late_and_many);
    printf("memory faults: 11\n");
    return 0;
}
