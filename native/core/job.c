#include "job.h"

#include "job_kind.h"

struct kind {
    const char *name;
    uint32_t number;
    unsigned args, results;
    enum amp_status (*start)(struct amp_job *);
    enum amp_status (*step)(struct amp_job *);
};

static const struct kind kinds[] = {
#define AMP_JOB(number, name, args, results) {#name, number, args, results, amp_##name##_start, amp_##name##_step},
#include "jobs.def"
#undef AMP_JOB
};

#define AMP_JOB(number, name, args, results) _Static_assert((args) <= AMP_JOB_ARGS && (results) <= AMP_JOB_RESULTS, #name " does not fit");
#include "jobs.def"
#undef AMP_JOB

static const struct kind *find(uint32_t number) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].number == number)
            return &kinds[i];
    return NULL;
}

unsigned amp_job_args(uint32_t kind) {
    const struct kind *k = find(kind);
    return k != NULL ? k->args : 0;
}

unsigned amp_job_results(uint32_t kind) {
    const struct kind *k = find(kind);
    return k != NULL ? k->results : 0;
}

uint32_t amp_job_kind(const char *name) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t at = 0;
        while (name[at] != '\0' && name[at] == kinds[i].name[at])
            at++;
        if (name[at] == '\0' && kinds[i].name[at] == '\0')
            return kinds[i].number;
    }
    return 0;
}

enum amp_status amp_job_start(struct amp_job *job, struct amp_window window, uint32_t kind, const uint64_t *arg) {
    const struct kind *k = find(kind);
    if (k == NULL)
        return AMP_E_ARG;
    if (((uintptr_t)window.base & 63) != 0)
        return AMP_E_ALIGN;
    if (window.size > UINTPTR_MAX - (uintptr_t)window.base)
        return AMP_E_RANGE;
    job->window = window;
    job->kind = kind;
    job->done = 0;
    for (unsigned i = 0; i < AMP_JOB_ARGS; i++)
        job->arg[i] = i < k->args ? arg[i] : 0;
    for (unsigned i = 0; i < AMP_JOB_RESULTS; i++)
        job->result[i] = 0;
    for (unsigned i = 0; i < sizeof job->state / sizeof job->state[0]; i++)
        job->state[i] = 0;
    return k->start(job);
}

enum amp_status amp_job_step(struct amp_job *job) {
    const struct kind *k = find(job->kind);
    return k != NULL ? k->step(job) : AMP_E_ARG;
}
