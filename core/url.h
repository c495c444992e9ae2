/* core/url.h - addresses: parse, resolve, make canonical, name the host.
 *
 * Parsing and serialisation follow the WHATWG URL Standard for http and
 * https (RFC 3986 underneath); other schemes are refused as not ours.
 */
#ifndef CORE_URL_H
#define CORE_URL_H

#include "base/buf.h"
#include "base/fail.h"

struct url {
    char *text; /* owned: the serialised URL, ASCII */
    /* Views into text. */
    struct str scheme;   /* "http" or "https" */
    struct str userinfo; /* without '@'; usually empty */
    struct str host;     /* lower case, IDNA to ASCII; IPv6 in brackets */
    struct str path;     /* begins with '/' */
    struct str query;    /* without '?'; p is NULL when there is no '?' */
    struct str fragment; /* without '#'; p is NULL when there is no '#' */
    int port;            /* the default is filled in; 0 only if written */
    int has_port;        /* a port other than the default is written */
};

/* Parse `reference` against `base` (may be NULL for an absolute URL).
 * UTF-8 in; what is ill-formed becomes U+FFFD. At most LIMIT_URL_BYTES, before
 * and after. The error says what is wrong with it, without naming it; *out is
 * empty then. out must not be base. */
int url_parse(struct url *out, struct str reference, const struct url *base,
    struct fail *fail);
void url_clear(struct url *u);

/* Append the canonical form: the same page under one address. Fragment,
 * userinfo, tracking and session parameters, empty query and directory index
 * pages are gone, and so is the dot behind a host; percent-encoding is
 * normalised; the order of what is left stays. Crawled and stored addresses
 * are in this form. */
void url_canonical(struct buf *out, const struct url *u);

/* 1 for a path that begins with a slash, and perhaps a query, which are in
 * every address, parsed and canonical, as they stand here: no dot segments,
 * nothing to encode, to decode or to leave out, no directory index page. Saves
 * both for most links of a page. *path_len is where the query's '?' stands. */
int url_tail_is_plain(struct str tail, size_t *path_len);

/* Resolve and make canonical in one step; owned, or NULL with fail set. */
char *url_resolve(struct str base, struct str reference, struct fail *fail);

/* Registrable domain ("example.co.uk") by the public suffix list; the host
 * itself for addresses and unknown hosts. Borrowed from host. */
struct str url_registrable_domain(struct str host);

/* Host of a serialised http(s) URL without parsing it whole; no port. */
struct str url_host_of(struct str url);

/* By which rows find it: digest_key_in of it, in the group of its host. */
int64_t url_key(struct str url);

/* The market an address belongs to: its host without "www." or "m.". */
struct str url_market_of(struct str url);

/* 1 for http://1.2.3.4 and [v6] hosts. */
int url_host_is_address(struct str host);

#endif
