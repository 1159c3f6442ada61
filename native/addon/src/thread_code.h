// The code of one litmus thread in memory that this process may execute, and may no longer write: written first, sealed before the first
// call. Shared by the object of JavaScript and the job that runs it, so that no job ever runs code that is gone.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "core.h"

class ThreadCode {
  public:
    // Checks the image (native/core/litmus_image.h) and places its code. nullptr: it is none that this side can run. Throws UioFailure.
    static std::shared_ptr<ThreadCode> Load(const uint8_t *image, size_t len);

    ~ThreadCode();
    ThreadCode(const ThreadCode &) = delete;
    ThreadCode &operator=(const ThreadCode &) = delete;

    amp_litmus *litmus() { return &litmus_; }
    // Held by the one job that runs it.
    bool Take();
    void Release();

  private:
    ThreadCode() = default;

    void *pages_ = nullptr;
    size_t length_ = 0;
    amp_litmus litmus_{};
    std::atomic<bool> taken_{false};
};
