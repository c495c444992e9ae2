/* base/certificate.h - until when a server's certificate holds (X.509). */
#ifndef BASE_CERTIFICATE_H
#define BASE_CERTIFICATE_H

#include "base/fail.h"
#include "base/str.h"

#include <stdint.h>

#define CERTIFICATE_NAME_BYTES 200

struct certificate {
    int64_t from_ms, until_ms;         /* wall time */
    char name[CERTIFICATE_NAME_BYTES]; /* of its subject; "" without one */
};

/* Read the first certificate of a PEM text. -1 if there is none. */
int certificate_pem_read(
    struct certificate *out, struct str pem, struct fail *fail);

/* 1 if the private key (PEM, not encrypted) is the first certificate's. */
int certificate_has_key(struct str pem, struct str key);

#endif
