#pragma once

// Symbolic name of an errno value, e.g. "EACCES". Own table: strerrorname_np needs a newer C library than a board may have.
const char *ErrnoName(int error);
