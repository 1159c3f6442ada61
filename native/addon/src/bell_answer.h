// Linux's half of the doorbell procedure: what native/core/ring.c rings, this counts. Paced, it asks for each ring, waits for the
// interrupt, arms again and asks for the next; unpaced, it starts the burst and takes interrupts until it has seen the last ring's word.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "error.h"
#include "mapping.h"
#include "uio_irq.h"
#include "work.h"

class BellAnswer : public Work {
  public:
    struct Arguments {
        uint64_t ctl, rounds, seed, paced;
    };

    BellAnswer(std::shared_ptr<UioIrq> irq, std::shared_ptr<Mapping> mapping, Arguments arguments);

    amp_status Check() const;
    amp_status Step() override;
    uint64_t Done() const override { return round_; }
    Napi::Value Results(Napi::Env env) override;
    Napi::Error Failure(Napi::Env env, amp_status status) override;
    bool Uses(const void *resource) const override { return resource == irq_.get() || resource == mapping_.get(); }

  private:
    enum class Phase { Quieten, Meet, Ask, Wait, Burst, End };
    amp_status Advance();
    amp_status Quieten();
    amp_status Meet();
    void Ask();
    amp_status Wait();
    amp_status Burst();
    amp_status End();
    void Count(uint32_t count);
    uint32_t Heard() const;
    void Say(uint32_t round);

    std::shared_ptr<UioIrq> irq_;
    std::shared_ptr<Mapping> mapping_;
    const Arguments arguments_;
    const uint32_t base_;
    const uint32_t rounds_;
    Phase phase_ = Phase::Quieten;
    uint32_t round_ = 0; // paced: asked for; unpaced: the highest whose word was seen after an interrupt
    uint64_t asked_ = 0; // ns
    uint64_t heardSince_ = 0;
    uint64_t begun_ = 0;
    std::optional<uint64_t> ended_;
    uint64_t wakes_ = 0, counted_ = 0, spurious_ = 0, missed_ = 0;
    std::optional<uint32_t> last_;
    std::vector<uint64_t> samples_;
    std::optional<UioFailure> failure_;
};
