/* base/base64.h - base64 (RFC 4648, section 4), read. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

/* Append the bytes that text stands for. -1 where it is not base64 with its
 * padding, without blanks and line ends, or out is full; what was appended
 * before stays. */
int base64_decode(struct buf *out, struct str text);

#endif
