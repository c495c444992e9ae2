/* base/flags.h - sets of named bits, as text and back. */
#ifndef BASE_FLAGS_H
#define BASE_FLAGS_H

#include "base/buf.h"
#include "base/fail.h"

/* Names end with NULL; the first one is bit 0. */

/* The name of one bit; NULL of anything else. */
const char *flags_name(const char *const *names, unsigned bit);
/* Read one name. 0, or -1. */
int flags_find(const char *const *names, struct str name, unsigned *bit);
/* Read names separated by commas or blanks. Fails on one that is unknown and
 * when there is none, saying `what` they are and which there are. */
int flags_parse(const char *const *names, const char *what, struct str list,
    unsigned *out, struct fail *fail);
/* Append the names, separated by commas. */
void flags_write(const char *const *names, unsigned set, struct buf *out);

#endif
