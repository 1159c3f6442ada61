/* What the files of the posix port share. */
#ifndef AMP_POSIX_PROCESS_H
#define AMP_POSIX_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

/* The command line, as main had it. */
char *const *process_arguments(void);
/* Says why on stderr and ends with status 2. */
void process_fail(const char *what) __attribute__((noreturn));

/* Master side of a new pty in raw mode. Non-blocking. */
int pty_open(void);
/* Opens the console's pty; its name is printed with the first line sent. */
void console_open(void);
/* File descriptor to wait on. */
int console_fd(void);

/* Makes the doorbell's device node at `link`. */
void doorbell_open(const char *link);
/* File descriptor to wait on; -1: there is no doorbell. */
int doorbell_fd(void);
/* Takes what the other side wrote to the node. */
void doorbell_look(void);

/* Guard, window, guard at one place of the address space; all of it out of reach until an MPU region covers it. */
void memory_map(const char *file, uint64_t offset);
/* Where the process has what `address`, a physical or mapped one, names; NULL when it names nothing of ours. */
volatile void *memory_find(uint64_t address, unsigned bytes);
/* Back to the physical address; false when `pointer` is not in the mapping. */
bool memory_physical(uintptr_t pointer, uint64_t *physical);
/* The window may be executed from: the file system of its file allows it. */
bool memory_executable(void);
/* PROT_ bits for the part of [base, base + size) that is mapped. */
void memory_protect(uint64_t base, uint64_t size, int protection);

/* Faults: the signal handlers. */
void recovery_init(void);

#endif
