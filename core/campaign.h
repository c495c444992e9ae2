/* core/campaign.h - what to scan, how far, how politely, on what basis.
 *
 * Read from YAML (docs/formats.md, "campaign"). Patterns are compiled here,
 * so a campaign that loads can run.
 */
#ifndef CORE_CAMPAIGN_H
#define CORE_CAMPAIGN_H

#include "base/fail.h"
#include "base/map.h"
#include "base/pattern.h"
#include "core/texts.h"

struct campaign_patterns {
    struct pattern **item; /* owned */
    size_t count, cap;
};

/* "shop.example:443" is reached at "127.0.0.1:8443". */
struct campaign_connect {
    char *host_port, *to; /* owned */
};

struct campaign {
    char *name;        /* owned: letters, digits, '-', '_', '.' */
    char *market;      /* owned: "EU", "CN" ...: which law applies */
    char *contact;     /* owned: URL that says who is calling */
    char *legal_basis; /* owned, "" if none */
    int ignore_robots; /* 1 only together with a legal basis */
    struct texts start;
    struct map *start_hosts; /* their hosts and registrable domains */
    int sitemaps; /* 1: read sitemaps that robots.txt or the host offers */
    struct campaign_patterns follow; /* empty: domains of `start` */
    struct campaign_patterns ignore;
    int64_t pages_max;      /* in all; default 10,000 */
    int64_t host_pages_max; /* per host; default: pages_max */
    int depth_max;          /* links from a start page; default 8 */
    int64_t time_max_ms;    /* default 6 hours */
    int pictures_max;       /* of an offer that is flagged; default 3 */
    int64_t delay_ms;       /* between two requests to a host; default 1000 */
    int host_connections;   /* at once to one host; default 1 */
    /* Recall-driven search: one start URL per term, or NULL. */
    char *search_template; /* owned: contains {query} */
    char *search_source;   /* owned: only recalls of this source, or "" */
    char *search_since;    /* owned: published on or after, or "" */
    char *search_language; /* owned: "en", "de", "zh", or "": by the address */
    int search_per_recall; /* terms of one recall; default 3 */
    int search_max;        /* of all recalls; default 5,000 */
    struct campaign_connect *connect; /* owned */
    size_t connect_count, connect_cap;
    char *digest; /* owned: hex SHA-256 of the file */
};

int campaign_load(struct campaign **out, const char *path, struct fail *fail);
int campaign_parse(struct campaign **out, struct str text, const char *name,
    struct fail *fail);
void campaign_free(struct campaign *c);

/* 1 if a URL found on a page may be queued: a `follow` pattern says so, or
 * (without any) it is of a registrable domain of `start` or `search`; and no
 * `ignore` pattern refuses it. */
int campaign_allows(const struct campaign *c, struct str url);

/* 1 if an `ignore` pattern refuses the URL. */
int campaign_ignores(const struct campaign *c, struct str url);

/* What the crawler calls itself: "Mozilla/5.0 (compatible; shelfwatch/V;
 * +CONTACT)"; owned. */
char *campaign_user_agent(const struct campaign *c);

#endif
