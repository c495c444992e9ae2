/* core/role.h - what a person may do on the review pages.
 *
 * Roles are bits, because one person may have several.
 */
#ifndef CORE_ROLE_H
#define CORE_ROLE_H

enum role {
    ROLE_ANALYST = 1 << 0,       /* decides cases */
    ROLE_VALIDATOR = 1 << 1,     /* the second person */
    ROLE_AUDITOR = 1 << 2,       /* sees everything, changes nothing */
    ROLE_ADMINISTRATOR = 1 << 3, /* accounts, settings, leases of others */
};

#endif
