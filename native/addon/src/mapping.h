// One mapped region of a UIO device (or of a simulator's file). Shared by the region object and the jobs that run on it, so no job ever
// runs on unmapped memory: whoever closes it has joined them, else the last one to let go unmaps.
#pragma once

#include <memory>
#include <string>

#include "core.h"

class Mapping {
  public:
    // Map `index` of the device node at `path`; the region starts `offset` bytes into it and has `size` bytes. Throws UioFailure.
    // `size` is not 0 and offset + size does not wrap.
    static std::shared_ptr<Mapping> Open(const std::string &path, unsigned index, uint64_t offset, uint64_t size);

    ~Mapping() { Close(); }
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;

    // Unmaps. No thread may work on it any more; what still holds it, a job that ended, touches nothing of it.
    void Close();

    amp_window window() const { return window_; }

  private:
    Mapping(void *start, size_t length, amp_window window) : start_(start), length_(length), window_(window) {}

    void *start_;
    size_t length_;
    amp_window window_;
};

// A regular file that ends before the region does: reading it would be a SIGBUS.
struct FileTooShort {
    uint64_t length;
};
