#include "bell_answer.h"

#include <chrono>

namespace {

constexpr int kStep = 40; // ms, below the 50 that a step may take
// An interrupt whose ring has been made comes in microseconds: after this much without one it is lost.
constexpr uint64_t kLost = UINT64_C(1000000000);
constexpr uint64_t kMostMissed = 3;
constexpr uint64_t kRounds = 0x7ffffffe; // as native/core/ring.c
constexpr unsigned kBatch = 256;

uint64_t Now() {
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

} // namespace

BellAnswer::BellAnswer(std::shared_ptr<UioIrq> irq, std::shared_ptr<Mapping> mapping, Arguments arguments)
    : irq_(std::move(irq)), mapping_(std::move(mapping)), arguments_(arguments), base_(amp_counter_base(arguments.seed)),
      rounds_(static_cast<uint32_t>(arguments.rounds)) {}

amp_status BellAnswer::Check() const {
    if (arguments_.rounds == 0 || arguments_.rounds > kRounds || arguments_.paced > 1)
        return AMP_E_ARG;
    if (arguments_.ctl % AMP_CTL_ALIGN != 0)
        return AMP_E_ALIGN;
    return amp_window_range(mapping_->window(), arguments_.ctl, AMP_CTL_BYTES);
}

// Of the ringing side's word, the round it stands for.
uint32_t BellAnswer::Heard() const {
    // The read of the count before the load of the word that the ring announced.
    amp_dmb_sy();
    return amp_read32(amp_window_at(mapping_->window(), arguments_.ctl + AMP_CTL_FRONT), AMP_RELAXED) - base_;
}

void BellAnswer::Say(uint32_t round) {
    amp_write32(amp_window_at(mapping_->window(), arguments_.ctl + AMP_CTL_BACK), base_ + round, AMP_RELAXED);
}

void BellAnswer::Count(uint32_t count) {
    wakes_++;
    // The first since the line was quiet; how many the kernel had counted before is not known, and there can be but one.
    counted_ += last_ ? static_cast<uint32_t>(count - *last_) : 1;
    last_ = count;
}

amp_status BellAnswer::Step() {
    try {
        amp_status status = AMP_MORE;
        const uint64_t until = Now() + UINT64_C(1000000) * kStep / 2;
        for (unsigned i = 0; i < kBatch && status == AMP_MORE && Now() < until; i++)
            status = Advance();
        return status;
    } catch (const UioFailure &failure) {
        failure_ = failure;
        return AMP_E_ARG;
    }
}

amp_status BellAnswer::Advance() {
    switch (phase_) {
    case Phase::Quieten:
        return Quieten();
    case Phase::Meet:
        return Meet();
    case Phase::Ask:
        Ask();
        return AMP_MORE;
    case Phase::Wait:
        return Wait();
    case Phase::Burst:
        return Burst();
    default:
        return End();
    }
}

// A ring of an earlier run may still be pending: armed, it comes at once.
amp_status BellAnswer::Quieten() {
    uint32_t old;
    irq_->Arm();
    if (!irq_->Wait(kStep / 2, &old))
        phase_ = Phase::Meet;
    return AMP_MORE;
}

amp_status BellAnswer::Meet() {
    if (Heard() != 0) {
        uint32_t none;
        irq_->Wait(1, &none); // a pause: the other side has not started
        return AMP_MORE;
    }
    begun_ = heardSince_ = Now();
    phase_ = arguments_.paced != 0 ? Phase::Ask : Phase::Burst;
    if (phase_ == Phase::Ask)
        samples_.reserve(rounds_ < 1000000 ? rounds_ : 0);
    else
        Say(1);
    return AMP_MORE;
}

void BellAnswer::Ask() {
    round_++;
    phase_ = Phase::Wait;
    asked_ = Now();
    Say(round_);
}

amp_status BellAnswer::Wait() {
    uint32_t count;
    const bool came = irq_->Wait(kStep / 2, &count);
    const uint64_t woken = Now();
    if (came) {
        Count(count);
        // Armed before the next ring is asked for, so that none meets a masked line.
        irq_->Arm();
        if (Heard() != round_) {
            spurious_++;
            return AMP_MORE;
        }
        samples_.push_back(woken - asked_);
    } else if (Heard() != round_ || woken - asked_ < kLost) {
        return AMP_MORE; // not rung yet, or just now
    } else if (++missed_ == kMostMissed) {
        phase_ = Phase::End;
        return AMP_MORE;
    }
    phase_ = round_ == rounds_ ? Phase::End : Phase::Ask;
    return AMP_MORE;
}

amp_status BellAnswer::Burst() {
    uint32_t count;
    if (irq_->Wait(kStep / 2, &count)) {
        Count(count);
        // Armed before the look at the word: a ring after the look comes as an interrupt, one before it is seen.
        irq_->Arm();
        round_ = Heard();
        heardSince_ = Now();
        if (round_ == rounds_)
            phase_ = Phase::End;
    } else if (Heard() == rounds_ && Now() - heardSince_ >= kLost) {
        missed_ = 1; // the last ring was made, and woke nobody
        phase_ = Phase::End;
    }
    return AMP_MORE;
}

// The line is left quiet. A ring that came between the last arming and the look at its word was seen already: it is counted, not spurious.
// One look a turn: between steps a cancel is seen, also of a line that never falls quiet.
amp_status BellAnswer::End() {
    uint32_t count;
    if (!ended_)
        ended_ = Now();
    if (irq_->Wait(5, &count)) {
        Count(count);
        irq_->Arm();
        return AMP_MORE;
    }
    amp_dmb_sy(); // every look at the other side's words before the word that lets it go
    Say(rounds_ + 1);
    return AMP_OK;
}

Napi::Value BellAnswer::Results(Napi::Env env) {
    const uint64_t values[] = {round_, wakes_, counted_, spurious_, missed_, ended_.value_or(begun_) - begun_};
    Napi::BigUint64Array results = Napi::BigUint64Array::New(env, sizeof values / sizeof values[0]);
    for (size_t i = 0; i < results.ElementLength(); i++)
        results[i] = values[i];
    Napi::BigUint64Array samples = Napi::BigUint64Array::New(env, samples_.size());
    for (size_t i = 0; i < samples_.size(); i++)
        samples[i] = samples_[i];
    Napi::Object both = Napi::Object::New(env);
    both.Set("results", results);
    both.Set("samples", samples);
    return both;
}

Napi::Error BellAnswer::Failure(Napi::Env env, amp_status status) {
    if (failure_)
        return UioError(env, failure_->error, failure_->syscall, failure_->path);
    return JobError(env, status, "answer to the doorbell");
}
