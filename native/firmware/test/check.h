/* The native tests' one assertion: says where and what, and ends the program with status 1. */
#ifndef AMP_TEST_CHECK_H
#define AMP_TEST_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition, ...)                                                                                                              \
    do {                                                                                                                                   \
        if (!(condition)) {                                                                                                                \
            fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);                                                                \
            fprintf(stderr, __VA_ARGS__);                                                                                                  \
            fprintf(stderr, "\n");                                                                                                         \
            exit(1);                                                                                                                       \
        }                                                                                                                                  \
    } while (0)

#endif
