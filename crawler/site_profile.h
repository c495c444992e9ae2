/* crawler/site_profile.h - what people wrote about the pages of one market.
 *
 * A YAML file per market, docs/formats.md "site profile". All expressions are
 * compiled when it is read; nothing is read later. Knows no pages: see
 * crawler/extract_profile.h.
 */
#ifndef CRAWLER_SITE_PROFILE_H
#define CRAWLER_SITE_PROFILE_H

#include "base/fail.h"
#include "base/pattern.h"
#include "base/xml.h"
#include "core/listing.h"
#include "crawler/extract.h"

/* Fields and host names of one profile, and expressions for one field. */
#define SITE_PROFILE_ITEMS_MAX 64

/* An expression, and what of its value is meant. */
struct site_value {
    struct xml_query *query; /* owned */
    struct pattern *match;   /* owned or NULL: its first group, or all of it */
};

struct site_rule {
    int is_list;
    enum listing_field field;
    enum listing_list list;
    struct site_value value;
};

struct site_profile {
    char **hosts; /* owned: "market.example", "market.*" */
    size_t host_count, host_cap;
    struct site_rule *rules; /* owned */
    size_t rule_count, rule_cap;
    enum listing_field *drops; /* owned */
    size_t drop_count, drop_cap;
    /* Where these hold, the page is of that kind; or NULL. */
    struct xml_query *kind[EXTRACT_LIST + 1]; /* owned */
    int render; /* 1: its pages are opened in a browser */
    /* Attributes: a row each, and from there name and value; or NULL. */
    struct site_value row, name, content;
};

struct site_profiles;

struct site_profiles *site_profiles_new(void);
void site_profiles_free(struct site_profiles *p);

/* Add the profile in text; or every *.yaml of the folder, in byte order. The
 * error names file (name), line, column, and of an expression the byte. */
int site_profiles_add(struct site_profiles *p, struct str text,
    const char *name, struct fail *fail);
int site_profiles_add_folder(
    struct site_profiles *p, const char *dir, struct fail *fail);

/* 1 if any profile asks for a browser. p may be NULL. */
int site_profiles_render(const struct site_profiles *p);

/* The profile of a host: of those that fit, the one with the longest host
 * name, and of these the first; or NULL. p may be NULL. */
const struct site_profile *site_profiles_find(
    const struct site_profiles *p, struct str host);

#endif
