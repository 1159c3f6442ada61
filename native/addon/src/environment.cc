#include "environment.h"

#include "job_run.h"

void Environment::StopJobs(const void *resource) {
    // All are told first, so that their last steps pass at the same time.
    for (JobRun *job : jobs)
        if (resource == nullptr || job->Uses(resource))
            job->Cancel();
    for (JobRun *job : jobs)
        if (resource == nullptr || job->Uses(resource))
            job->Join();
}
