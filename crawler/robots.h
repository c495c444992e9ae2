/* crawler/robots.h - robots.txt: what one crawler may ask of one host.
 *
 * RFC 9309, read as leniently as Google's open-source parser reads it:
 * typing errors in keys, keys without a colon, a byte order mark. Pure:
 * bytes in, answers out; the policy for fetching the file is here as
 * functions of status and time, the fetching is not.
 */
#ifndef CRAWLER_ROBOTS_H
#define CRAWLER_ROBOTS_H

#include "base/str.h"

struct robots; /* immutable */

/* What the answer to GET /robots.txt means (RFC 9309, 2.3.1). */
enum robots_access {
    ROBOTS_READ,   /* parse the body */
    ROBOTS_FOLLOW, /* a redirect: ask there, on whatever host that is */
    ROBOTS_ALLOW,  /* "unavailable": everything may be fetched */
    ROBOTS_DENY,   /* "unreachable": nothing may be fetched */
};

/* status: of the response, 0 when there was none (no address, no connection,
 * time-out). redirects: how many were followed to get it; after
 * LIMIT_ROBOTS_REDIRECTS the file counts as unavailable. */
enum robots_access robots_for_status(int status, int redirects);

/* 1 once a copy is too old to be used (24 h, RFC 9309, 2.4). While the host
 * is unreachable an old copy that was read may be kept in use. */
int robots_is_stale(int64_t fetched_at_ms, int64_t now_ms);

/* The rules for `agent`, a product token (robots_token): those of all groups
 * that name it (ignoring case), else those of the groups for "*". Every byte
 * sequence is a robots.txt; only its first LIMIT_ROBOTS_BYTES are read. */
struct robots *robots_parse(struct str bytes, struct str agent);

/* The answer without a file: ROBOTS_ALLOW or ROBOTS_DENY. */
struct robots *robots_of(enum robots_access access);
void robots_free(struct robots *r);

/* 1 if path and query (percent-encoded, from '/', see robots_path) may be
 * fetched: the longest matching pattern decides, an Allow wins a tie.
 * Patterns are compared byte for byte, in capitals where percent-encoded. A
 * Disallow holds besides for every other spelling that percent-encoding
 * gives the same path, as RFC 9309, 2.2.2 asks; an Allow does not, like in
 * Google's parser: in doubt nothing is fetched. /robots.txt itself is always
 * allowed. */
int robots_allowed(const struct robots *r, struct str path);

/* Crawl-delay of the same group; -1 if there is none. At most a day. */
int64_t robots_delay_ms(const struct robots *r);

/* Sitemap lines of the file, of whatever group, without repetition, as they
 * stand: perhaps relative, perhaps on another host. Borrowed. */
size_t robots_sitemap_count(const struct robots *r);
struct str robots_sitemap(const struct robots *r, size_t i);

/* Path and query of any URL or path, borrowed from it; "/" if it has none.
 * A query without a path ("http://a?b") gives "?b". No fragment. */
struct str robots_path(struct str url);

/* The product token a User-Agent begins with: its letters, '-' and '_'. */
struct str robots_token(struct str user_agent);

#endif
