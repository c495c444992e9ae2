/* core/account.h - a person who uses the pages: name, roles, language.
 *
 * A plain record that owns nothing. Secrets are not in it.
 */
#ifndef CORE_ACCOUNT_H
#define CORE_ACCOUNT_H

#include "base/fail.h"
#include "base/str.h"
#include "core/role.h"

#define ACCOUNT_NAME_BYTES 201   /* with the NUL */
#define ACCOUNT_LANGUAGE_BYTES 9 /* with the NUL */

struct account {
    int64_t id;                            /* 0: the user of the terminal */
    char name[ACCOUNT_NAME_BYTES];         /* author of all they do */
    char display[ACCOUNT_NAME_BYTES];      /* what others see; never "" */
    char language[ACCOUNT_LANGUAGE_BYTES]; /* "en", "de", "zh" or "" */
    unsigned roles;                        /* ROLE_* */
};

/* Clear *a, then set the name and the display name (the name, where it is
 * empty). Both are one line of valid UTF-8 without characters that cannot be
 * seen, and not longer than fits: people tell each other apart by them. */
int account_init(
    struct account *a, struct str name, struct str display, struct fail *fail);

#endif
