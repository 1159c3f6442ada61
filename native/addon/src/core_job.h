// A job of native/core/jobs.def on a mapping.
#pragma once

#include <memory>

#include "mapping.h"
#include "place.h"
#include "thread_code.h"
#include "work.h"

class CoreJob : public Work {
  public:
    CoreJob(std::shared_ptr<Mapping> mapping, uint32_t kind) : mapping_(std::move(mapping)) { job_.kind = kind; }

    ~CoreJob() override { Detach(); }

    // What a job litmus runs. False: another job runs it.
    bool Attach(std::shared_ptr<ThreadCode> code);
    void At(const Place &place) { place_ = place; }

    // Checks every argument; touches nothing of the mapping.
    amp_status Start(const uint64_t *args, size_t count);

    int Begin(const char **syscall) override { return place_ ? place_->Apply(syscall) : 0; }
    amp_status Step() override { return amp_job_step(&job_); }
    uint64_t Done() const override { return job_.done; }
    Napi::Value Results(Napi::Env env) override;
    Napi::Error Failure(Napi::Env env, amp_status status) override;
    bool Uses(const void *resource) const override { return resource == mapping_.get(); }

  private:
    void Detach();

    std::shared_ptr<Mapping> mapping_;
    std::shared_ptr<ThreadCode> code_;
    std::optional<Place> place_;
    amp_job job_{};
};
