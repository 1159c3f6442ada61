/* A small board for the native tests: the window's edges are soon reached. */
#ifndef AMP_MEMMAP_H
#define AMP_MEMMAP_H

#define AMP_BOARD_NAME "test"
#define AMP_SHM_NAME "3ed80000.shm"
#define AMP_SHM_BASE 0x3ed80000u
#define AMP_SHM_SIZE 0x10000u
#define AMP_SHM_FLAGS 0x30cu
#define AMP_FW_BASE 0x3ed00000u
#define AMP_FW_SIZE 0x40000u
#define AMP_GUARD_SIZE 0x1000u

#endif
