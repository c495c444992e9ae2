/* cli/run_record.h - what a scan is run with, for evidence. */
#ifndef CLI_RUN_RECORD_H
#define CLI_RUN_RECORD_H

#include "base/js.h"
#include "core/campaign.h"
#include "score/screen.h"

struct run_record {
    const struct campaign *campaign;
    const struct screener *screener;
    const char *profiles; /* folder of site profiles, or NULL */
    const char *operator; /* who had it run */
};

/* {"software","program_sha256","operator","host","configuration":{"campaign",
 * "campaign_sha256","profiles_sha256","rules","recalls","models","policy"}},
 * owned. What is not there has no member. */
struct js *run_record_make(const struct run_record *r);

#endif
