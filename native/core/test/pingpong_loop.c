/* A ping-pong of one word between two processes, each on a processor of its own, over a mapped file: as short as one writes it by hand,
 * each trip timed by the same clock. What job pingpong is measured against. `pingpong_loop FILE TRIPS` prints the nanoseconds of a trip.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 4096, APART = 64, WARM = 10000 };

static void on_processor(int number) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(number, &set);
    sched_setaffinity(0, sizeof set, &set);
}

static void wait_for(const volatile uint32_t *word, uint32_t value) {
    while (*word != value)
        __asm__ volatile("pause" ::: "memory");
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int main(int argc, char **argv) {
    const uint32_t trips = argc == 3 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    const int file = trips > 0 ? open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0600) : -1;
    if (file < 0 || ftruncate(file, SIZE) != 0)
        return 2;
    volatile uint8_t *const memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        return 2;
    volatile uint32_t *const ping = (volatile uint32_t *)memory, *const pong = (volatile uint32_t *)(memory + APART);
    const pid_t child = fork();
    if (child < 0)
        return 2;
    on_processor(child == 0 ? 1 : 0);
    if (child == 0) {
        for (uint32_t i = 1; i <= WARM + trips; i++) {
            wait_for(ping, i);
            *pong = i;
        }
        return 0;
    }
    uint64_t all = 0;
    for (uint32_t i = 1; i <= WARM + trips; i++) {
        const uint64_t began = now();
        *ping = i;
        wait_for(pong, i);
        if (i > WARM)
            all += now() - began;
    }
    printf("%.3f\n", (double)all / trips);
    unlink(argv[1]);
    return waitpid(child, NULL, 0) == child ? 0 : 2;
}
