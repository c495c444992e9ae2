/* store/campaigns.h - which campaigns may be started from the pages.
 *
 * Allowed is a file as it was when an administrator looked at it: its digest
 * (core/campaign.h) is kept, and a changed file is no longer allowed. */
#ifndef STORE_CAMPAIGNS_H
#define STORE_CAMPAIGNS_H

#include "store/accounts.h"

struct store_campaign {
    const char *file;   /* name in the folder given to serve */
    const char *digest; /* of the file as it was allowed */
    const char *author;
    int64_t at_ms;
};

/* In order of file; borrowed for the call. A non-zero return ends it. */
int store_campaign_each(struct store *s,
    int (*visit)(const struct store_campaign *c, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
/* Allow a file in this form, or take that back. */
int store_campaign_allow(struct store *s, const struct store_by *by,
    const char *file, const char *digest, struct fail *fail);
int store_campaign_forbid(struct store *s, const struct store_by *by,
    const char *file, struct fail *fail);
/* 1 if the file may be started in this form, else 0. */
int store_campaign_allowed(
    struct store *s, const char *file, const char *digest, struct fail *fail);

#endif
