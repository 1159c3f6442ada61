// One wait for an interrupt, with a deadline.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "error.h"
#include "uio_irq.h"
#include "work.h"

class IrqWait : public Work {
  public:
    IrqWait(std::shared_ptr<UioIrq> irq, uint64_t milliseconds);

    amp_status Step() override;
    Napi::Value Results(Napi::Env env) override;
    Napi::Error Failure(Napi::Env env, amp_status status) override;
    bool Uses(const void *resource) const override { return resource == irq_.get(); }

  private:
    std::shared_ptr<UioIrq> irq_;
    std::chrono::steady_clock::time_point deadline_;
    uint32_t count_ = 0;
    std::optional<UioFailure> failure_;
};
