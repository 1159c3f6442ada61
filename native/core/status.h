#ifndef AMP_STATUS_H
#define AMP_STATUS_H

/* What a core function or one step of a job says. The numbers cross the addon boundary: framework/agent/addon.ts has the same table. */
enum amp_status {
    AMP_OK = 0,          /* done */
    AMP_MORE = 1,        /* a job step used up its budget: call it again */
    AMP_E_RANGE = -1,    /* offset or length outside the region */
    AMP_E_ALIGN = -2,    /* not aligned to its width */
    AMP_E_ARG = -3,      /* an argument that no job or width has */
    AMP_E_STALLED = -4,  /* the other side did not move within the job's limit */
    AMP_E_CANCELLED = -5 /* the caller asked for the end */
};

#endif
