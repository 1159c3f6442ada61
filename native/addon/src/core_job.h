// A job of native/core/jobs.def on a mapping.
#pragma once

#include <memory>

#include "mapping.h"
#include "work.h"

class CoreJob : public Work {
  public:
    CoreJob(std::shared_ptr<Mapping> mapping, uint32_t kind) : mapping_(std::move(mapping)) { job_.kind = kind; }

    // Checks every argument; touches nothing of the mapping.
    amp_status Start(const uint64_t *args, size_t count);

    amp_status Step() override { return amp_job_step(&job_); }
    uint64_t Done() const override { return job_.done; }
    Napi::Value Results(Napi::Env env) override;
    Napi::Error Failure(Napi::Env env, amp_status status) override;
    bool Uses(const void *resource) const override { return resource == mapping_.get(); }

  private:
    std::shared_ptr<Mapping> mapping_;
    amp_job job_{};
};
