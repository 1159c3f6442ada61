#include "errno_name.h"

#include <cerrno>

#define NAME(e)                                                                                                                            \
    case e:                                                                                                                                \
        return #e

const char *ErrnoName(int error) {
    switch (error) {
        NAME(EPERM);
        NAME(ENOENT);
        NAME(EINTR);
        NAME(EIO);
        NAME(ENXIO);
        NAME(EBADF);
        NAME(EAGAIN);
        NAME(ENOMEM);
        NAME(EACCES);
        NAME(EFAULT);
        NAME(EBUSY);
        NAME(EEXIST);
        NAME(ENODEV);
        NAME(ENOTDIR);
        NAME(EISDIR);
        NAME(EINVAL);
        NAME(ENFILE);
        NAME(EMFILE);
        NAME(ETXTBSY);
        NAME(EFBIG);
        NAME(ENOSPC);
        NAME(EROFS);
        NAME(ERANGE);
        NAME(ENAMETOOLONG);
        NAME(ELOOP);
        NAME(EPROTO);
        NAME(EOVERFLOW);
        NAME(EOPNOTSUPP);
        NAME(ETIMEDOUT);
        NAME(ESTALE);
    default:
        return "EUNKNOWN";
    }
}
