#include "environment.h"

#include "job_run.h"

void Environment::StopJobs(const Mapping *mapping) {
    // All are told first, so that their last steps pass at the same time.
    for (JobRun *job : jobs)
        if (mapping == nullptr || job->mapping() == mapping)
            job->Cancel();
    for (JobRun *job : jobs)
        if (mapping == nullptr || job->mapping() == mapping)
            job->Join();
}
