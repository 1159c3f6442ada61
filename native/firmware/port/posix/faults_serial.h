/* What faults do to the bytes of the console. */
#ifndef AMP_FAULTS_SERIAL_H
#define AMP_FAULTS_SERIAL_H

#include <stddef.h>
#include <stdint.h>

/* A byte on its way becomes no byte, itself, a damaged one, or several: as many as are returned. `out` has room for FAULTS_SERIAL_MOST. */
#define FAULTS_SERIAL_MOST 9
size_t faults_serial(uint8_t byte, uint8_t *out);

/* Of the life of the firmware: called at every turn of the command loop, and for every byte that it takes. */
void faults_turn(void);
void faults_took(uint8_t byte);

/* Hangs up: no listener hears or reaches the console any more. */
void console_gone(void);
/* The console outlives the start of a new firmware in this process; found again by console_open. */
void console_keep(void);

#endif
