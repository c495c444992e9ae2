/* crawler/extract_profile.h - facts by selectors written for one market.
 *
 * For markets that matter and whose pages the general readers get wrong. A
 * profile is a YAML file; what it names overrides every other source:
 *
 *   market: market.example         # host without "www."; its subdomains too
 *   product:
 *     title: "h1.name"
 *     price: "div.buy > span.now"
 *     responsible_person.name: "#gpsr [data-role=rp] b"
 *     images: "ul.gallery img @src"
 *   drop: [description]           # fields whose general reading is wrong
 *
 * The fields are those of docs/formats.md; price and price.amount mean the
 * same. A missing field is left to the other readers.
 */
#ifndef CRAWLER_EXTRACT_PROFILE_H
#define CRAWLER_EXTRACT_PROFILE_H

#include "base/fail.h"
#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"

struct extract_profiles;

/* Read every *.yaml of the folder. The error names file, line, column. */
int extract_profiles_load(
    struct extract_profiles **out, const char *dir, struct fail *fail);
void extract_profiles_free(struct extract_profiles *p);

/* Add the offer that the page's profile selects, if there is a profile (p may
 * be NULL) and it finds anything. Call last: fields of `drop` are taken from
 * the offers that are there. */
void extract_profile(struct facts *f, const struct extract_profiles *p,
    const struct html *h, const struct url *base);

#endif
