/* base/tls_certificate.h - until when a server's certificate holds (X.509). */
#ifndef BASE_TLS_CERTIFICATE_H
#define BASE_TLS_CERTIFICATE_H

#include "base/fail.h"
#include "base/str.h"

#include <stdint.h>

#define TLS_CERTIFICATE_NAME_BYTES 200

struct tls_certificate {
    int64_t from_ms, until_ms;             /* wall time */
    char name[TLS_CERTIFICATE_NAME_BYTES]; /* of its subject; "" without one */
};

/* Read the first certificate of a PEM text. -1 if there is none. */
int tls_certificate_read(
    struct tls_certificate *out, struct str pem, struct fail *fail);

/* 1 if the private key (PEM, not encrypted) is the first certificate's. */
int tls_certificate_has_key(struct str pem, struct str key);

#endif
