/* core/scope.h - what a program may do with a person's token; never more than
 * the person's roles allow. Bits, as in core/role.h. */
#ifndef CORE_SCOPE_H
#define CORE_SCOPE_H

#include "base/buf.h"
#include "base/fail.h"

enum {
    SCOPE_READ = 1 << 0,   /* cases, offers, recalls, figures */
    SCOPE_DECIDE = 1 << 1, /* acts on cases */
    SCOPE_ORDERS = 1 << 2, /* notices and orders */
    SCOPE_AUDIT = 1 << 3,  /* the audit log */
    SCOPE_ALL = (1 << 4) - 1,
};

/* "read", "decide", "orders", "audit" of one bit; NULL of anything else. */
const char *scope_name(unsigned bit);
/* Read names separated by commas or blanks; none at all is an error. */
int scope_parse(unsigned *scopes, struct str names, struct fail *fail);
void scope_write(struct buf *out, unsigned scopes);

#endif
