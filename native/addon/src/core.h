// native/core as C++ sees it.
#pragma once

extern "C" {
#include "../../core/access.h"
#include "../../core/block.h"
#include "../../core/fence.h"
#include "../../core/job.h"
#include "../../core/job_kind.h"
#include "../../core/litmus.h"
#include "../../core/pattern.h"
#include "../../core/ticks.h"
#include "../../core/translate.h"
#include "../../core/window.h"
}
