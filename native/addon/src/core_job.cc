#include "core_job.h"

#include "error.h"

namespace {

std::string JobName(uint32_t kind) {
    switch (kind) {
#define AMP_JOB(number, name, args, results)                                                                                               \
    case number:                                                                                                                           \
        return #name;
#include "../../core/jobs.def"
#undef AMP_JOB
    default:
        return "job " + std::to_string(kind);
    }
}

} // namespace

bool CoreJob::Attach(std::shared_ptr<ThreadCode> code) {
    if (!code->Take())
        return false;
    code_ = std::move(code);
    job_.litmus = code_->litmus();
    return true;
}

void CoreJob::Detach() {
    if (code_)
        code_->Release();
    code_.reset();
}

amp_status CoreJob::Start(const uint64_t *args, size_t count) {
    const bool known = amp_job_args(job_.kind) != 0 && amp_job_args(job_.kind) == count;
    return known ? amp_job_start(&job_, mapping_->window(), job_.kind, args) : AMP_E_ARG;
}

Napi::Value CoreJob::Results(Napi::Env env) {
    Detach(); // over: its outcomes may be read
    const size_t count = amp_job_results(job_.kind);
    Napi::BigUint64Array results = Napi::BigUint64Array::New(env, count);
    for (size_t i = 0; i < count; i++)
        results[i] = job_.result[i];
    return results;
}

Napi::Error CoreJob::Failure(Napi::Env env, amp_status status) {
    Detach();
    return JobError(env, status, JobName(job_.kind));
}
