/* A port made of memory, for running the command loop inside a test. */
#ifndef AMP_FAKE_PORT_H
#define AMP_FAKE_PORT_H

#include <stddef.h>
#include <stdint.h>

/* Asked for the next byte to the R5; -1: none now; -2: the end. */
extern int (*fake_next)(void);
/* Called with each line from the R5, without its newline. */
extern void (*fake_line)(const char *line, size_t length);

#endif
