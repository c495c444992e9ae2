/* core/url_host.h - the host of a URL: names, IPv4 in every spelling, IPv6.
 *
 * The host parser of the WHATWG URL Standard for special schemes. Knows the
 * host alone, not where it stood in the address.
 */
#ifndef CORE_URL_HOST_H
#define CORE_URL_HOST_H

#include "base/buf.h"
#include "base/fail.h"

/* Append the serialised form of a host as written in an address (without
 * port and userinfo, UTF-8, percent-encoding allowed): a lower-case ASCII
 * name by IDNA (UTS 46, non-transitional), a dotted IPv4 address, or an IPv6
 * address in brackets. The error says what is wrong with it. */
int url_host_parse(struct buf *out, struct str text, struct fail *fail);

/* 1 if the last label is a number, so that the host is an IPv4 address. */
int url_host_ends_in_number(struct str host);

#endif
