/* review/session.h - who may use the pages.
 *
 * One session per start of the program: whoever has the address it printed
 * on its terminal is that terminal's user.
 */
#ifndef REVIEW_SESSION_H
#define REVIEW_SESSION_H

#include "base/fail.h"
#include "base/str.h"
#include "core/account.h"

#define SESSION_TOKEN_BYTES 65 /* 256 bits in hex, and NUL */
#define SESSION_COOKIE "shelfwatch"

struct session {
    char key[SESSION_TOKEN_BYTES];  /* in the address once, then a cookie */
    char csrf[SESSION_TOKEN_BYTES]; /* in every form; not the key itself */
    struct account user;            /* who it belongs to */
};

/* The terminal's: a fresh key from the kernel's random numbers, all roles. */
int session_init(struct session *s, const char *author, struct fail *fail);
void session_clear(struct session *s);

/* Compare in a time that does not depend on where they differ. */
int session_is(const char token[SESSION_TOKEN_BYTES], struct str given);

#endif
