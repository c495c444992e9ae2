/* core/role.h - what a person may do here; one person may have several roles.
 *
 * Roles are bits, so that a page or an act names all it is open to at once.
 */
#ifndef CORE_ROLE_H
#define CORE_ROLE_H

#include "base/buf.h"
#include "base/fail.h"

enum {
    ROLE_ANALYST = 1 << 0,   /* acts on cases */
    ROLE_VALIDATOR = 1 << 1, /* is the second person */
    ROLE_AUDITOR = 1 << 2,   /* reads everything, and the audit log */
    ROLE_ADMINISTRATOR =
        1 << 3, /* users, policy, campaigns, leases of others */
    ROLE_ALL = (1 << 4) - 1,
};

/* "analyst", "validator", "auditor", "administrator" of one bit; NULL of
 * anything else. */
const char *role_name(unsigned bit);
/* Read one name. 0, or -1. */
int role_find(unsigned *bit, struct str name);

/* Read names separated by commas or blanks; none at all is an error. */
int role_parse(unsigned *roles, struct str names, struct fail *fail);
/* Append the names, separated by commas, in the order above. */
void role_write(struct buf *out, unsigned roles);

#endif
