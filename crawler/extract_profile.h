/* crawler/extract_profile.h - facts by a site profile's XPath expressions.
 *
 * For markets that matter and whose pages the general readers get wrong. What
 * a profile finds overrides every other source; a field it does not find is
 * left to the others. The tree that XPath runs on is made only for a host
 * that has a profile.
 */
#ifndef CRAWLER_EXTRACT_PROFILE_H
#define CRAWLER_EXTRACT_PROFILE_H

#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"
#include "crawler/site_profile.h"

/* Add the offer that the page's profile finds, if there is a profile (p may
 * be NULL) and it finds anything. Call last: fields of `drop` are taken from
 * the offers that are there. Returns 1 and sets *kind where the profile tells
 * of what kind the page is, else 0. */
int extract_profile(struct facts *f, const struct site_profiles *p,
    const struct html *h, const struct url *base, enum extract_kind *kind);

#endif
