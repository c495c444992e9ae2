/* base/timestamp.h - time stamps of a trusted authority (RFC 3161).
 *
 * A request for a SHA-256, and whether an answer is a stamp of it. Sends
 * nothing. Answers are bytes of a stranger until their signature was verified.
 */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/fail.h"

#include <stdint.h>

/* An answer with a chain of certificates has some 10 KB. */
#define TIMESTAMP_BYTES_MAX (256u << 10)

/* Append a request in DER, with a random nonce, for the authority's
 * certificate to come along. */
int timestamp_request(struct buf *out, const unsigned char digest[DIGEST_BYTES],
    struct fail *fail);

struct timestamp {
    char at[40];         /* as the authority says: "2026-11-20T20:00:00Z" */
    char serial[80];     /* hexadecimal */
    char authority[200]; /* subject of the certificate that signed, or "" */
    int verified;        /* 1: signed under one of the roots */
};

/* Read an answer. -1 where it is none, a refusal, or not of this digest or
 * (where `request` is not empty) of this request; and, where ca_file is not
 * NULL, where its signature does not lead to one of the roots in it. */
int timestamp_read(struct timestamp *out, struct str answer,
    const unsigned char digest[DIGEST_BYTES], struct str request,
    const char *ca_file, struct fail *fail);

#endif
