/* base/password.h - passwords kept as Argon2id (RFC 9106).
 *
 * 64 MiB, 3 passes, 1 lane: RFC 9106's choice for machines without memory to
 * spare, on one core, so that a second one stays free for the pages. About
 * 0.2 s; that long a caller with other duties must not wait (base/worker.h).
 */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include "base/fail.h"
#include "base/str.h"

#define PASSWORD_KEPT_BYTES 160 /* "$argon2id$v=19$...", and NUL */
#define PASSWORD_CHARS_MIN 12
#define PASSWORD_BYTES_MAX 1000

/* Fails on a password that is too short or too long, is no UTF-8, repeats
 * fewer than five characters, or holds `name` (that may be ""). */
int password_check(struct str password, struct str name, struct fail *fail);

/* The form to keep, with a salt of its own. Passwords are compared in Unicode
 * NFC: keyboards write one letter in different ways. */
int password_keep(
    char out[PASSWORD_KEPT_BYTES], struct str password, struct fail *fail);

/* 1 if the password is the one that was kept. A kept form that is empty or
 * asks for more work than password_keep ever does is nobody's: 0, in the time
 * that another would have taken. */
int password_is(const char *kept, struct str password);

#endif
