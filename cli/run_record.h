/* cli/run_record.h - what a scan is run with, for evidence. */
#ifndef CLI_RUN_RECORD_H
#define CLI_RUN_RECORD_H

#include "base/digest.h"
#include "base/js.h"
#include "cli/screener.h"
#include "core/campaign.h"
#include "score/screen.h"

struct run_record {
    const struct campaign *campaign;
    const struct screener *screener;
    const char *profiles; /* folder of site profiles, or NULL */
    const char *operator; /* who had it run */
    const char *program;  /* of run_record_load */
};

/* screener_from_files and, beside it, the digest of the program's file, ""
 * where it cannot be read. */
int run_record_load(struct screener **out, char program[DIGEST_HEX_BYTES],
    const struct screener_files *files, const char *market, struct fail *fail);

/* {"software","program_sha256","operator","host","configuration":{"campaign",
 * "campaign_sha256","profiles_sha256","rules","recalls","models","policy"}},
 * owned. What is not there has no member. */
struct js *run_record_make(const struct run_record *r);

#endif
