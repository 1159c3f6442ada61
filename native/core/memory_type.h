/* Memory type of a mapping, as far as it decides which accesses are legal and fast. */
#ifndef AMP_MEMORY_TYPE_H
#define AMP_MEMORY_TYPE_H

enum amp_memory {
    AMP_MEMORY_DEVICE = 0, /* Device or Strongly-ordered: a Linux UIO mapping; what is assumed when nothing is known */
    AMP_MEMORY_NORMAL = 1  /* Normal, cached or not: NORM_SHARED_NCACHE on the R5 */
};

#endif
