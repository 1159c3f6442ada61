#ifndef AMP_MAIN_H
#define AMP_MAIN_H

/* Where a port's start-up ends: stack set, data in place, zeroed memory zero. */
void firmware_main(void) __attribute__((noreturn));

#endif
