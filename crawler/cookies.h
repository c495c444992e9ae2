/* crawler/cookies.h - the cookies of one scan, each host's for itself.
 *
 * After RFC 6265, with one cut: a cookie goes back to the very host that set
 * it and to no other, whatever its Domain says, so that no shop learns what
 * another one did. Counts and sizes are capped. Knows no clock.
 */
#ifndef CRAWLER_COOKIES_H
#define CRAWLER_COOKIES_H

#include "base/buf.h"

/* RFC 6265 section 6.1 asks for 50 cookies of 4096 bytes per domain. */
#define COOKIES_PER_HOST 50
#define COOKIES_BYTES 4096
/* Servers refuse request headers over 8 KB. */
#define COOKIES_HEADER_BYTES 8000
/* Past this the host that came first is forgotten. */
#define COOKIES_HOSTS 20000

struct cookies;

/* Who set, or is asked: host in lower case, path without the query. */
struct cookies_origin {
    struct str host, path;
    int secure; /* https */
};

struct cookies *cookies_new(void);
void cookies_free(struct cookies *c);

/* Take in the value of one Set-Cookie field. What is malformed, too large or
 * not that host's to set is dropped. */
void cookies_set(struct cookies *c, const struct cookies_origin *from,
    struct str field, int64_t now_ms);

/* The same for every Set-Cookie line of a response head. */
void cookies_set_all(struct cookies *c, const struct cookies_origin *from,
    struct str head, int64_t now_ms);

/* Append the value of the Cookie field for a request: "a=1; b=2", longest
 * path first; nothing when there is none. */
void cookies_get(struct cookies *c, const struct cookies_origin *to,
    int64_t now_ms, struct buf *out);

#endif
