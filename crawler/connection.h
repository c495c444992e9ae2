/* crawler/connection.h - what is known of each connection, for evidence.
 *
 * TLS is negotiated once and many pages come over it; so what was seen then is
 * kept under the ends of the connection and looked up for each page. Knows no
 * library of the network: who made the connection says what it saw.
 */
#ifndef CRAWLER_CONNECTION_H
#define CRAWLER_CONNECTION_H

#include "base/buf.h"

#include <stdint.h>

/* One connection's lines. */
#define CONNECTION_TEXT_BYTES 4096
/* Of a chain; longer ones are not verified by anybody either. */
#define CONNECTION_CERTIFICATES_MAX 10

struct connection_seen {
    struct str addresses; /* the resolver's answer, comma-separated, or empty */
    int64_t resolved_wall_ms;
    struct str tls; /* "TLSv1.3 / TLS_AES_256_GCM_SHA384", or empty */
    int64_t opened_wall_ms;
};

/* Append what was seen, a "name: value" per line (docs/formats.md, Archive). */
void connection_write(struct buf *out, const struct connection_seen *seen);
/* Append "certificate: sha256:HEX" of one in PEM; nothing if it is none. */
void connection_add_certificate(struct buf *out, struct str pem);

/* The word "TLSv1.3 / CIPHER" of a line of libcurl's log that has it. */
struct str connection_tls_of(struct str line);

/* Whether a line, as connection_write and connection_add_certificate write
 * it, is one of theirs. */
int connection_is_line(struct str line);

/* --- connections by their ends --- */

struct connections;

struct connections *connections_new(void);
void connections_free(struct connections *c);

/* `ends`: "PEER LOCAL", with ports. What is put replaces what was there. */
void connections_put(struct connections *c, struct str ends, struct str text);
/* Empty if it is not known. */
struct str connections_find(const struct connections *c, struct str ends);

#endif
