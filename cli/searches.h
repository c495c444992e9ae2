/* cli/searches.h - the search pages a campaign begins with. */
#ifndef CLI_SEARCHES_H
#define CLI_SEARCHES_H

#include "core/campaign.h"
#include "core/texts.h"

/* Append the addresses of the searches that the campaign's `search` asks for,
 * from the recalls of a store; none without it. */
int searches_make(struct texts *urls, const char *store,
    const struct campaign *campaign, struct fail *fail);

#endif
