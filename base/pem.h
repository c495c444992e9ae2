/* base/pem.h - the bytes of certificates and keys as text (RFC 7468). */
#ifndef BASE_PEM_H
#define BASE_PEM_H

#include "base/buf.h"

/* Append the bytes of the first block of that label ("CERTIFICATE"). -1 where
 * there is none, it has no end or no bytes, what is in it is not base64
 * (headers, as encrypted keys have them, are not), or out is full. */
int pem_find(struct buf *out, struct str text, const char *label);

#endif
