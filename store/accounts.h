/* store/accounts.h - who may sign in, with which roles.
 *
 * An account is never deleted: it is the author of what it did. What changes
 * one is in the audit log, in the same transaction. Knows no password, only
 * the kept form of one (base/password.h).
 */
#ifndef STORE_ACCOUNTS_H
#define STORE_ACCOUNTS_H

#include "core/account.h"
#include "store/store.h"

/* Who changes something, and when. */
struct store_by {
    const char *actor; /* account name, or the user of a terminal */
    int64_t at_ms;
};

struct store_account {
    struct account account; /* with the id */
    int disabled;
    int must_change;  /* somebody else chose the password */
    int has_password; /* 0: signs in through a proxy only */
    int64_t created_ms;
    int64_t seen_ms; /* of its latest session; 0: never */
};

/* 1 if there is any account, also a disabled one. */
int store_account_any(struct store *s, struct fail *fail);

/* 1 with *out, or 0. Names differ by more than ASCII case. */
int store_account_find(struct store *s, struct str name,
    struct store_account *out, struct fail *fail);
int store_account_get(
    struct store *s, int64_t id, struct store_account *out, struct fail *fail);
/* In order of name; a non-zero return ends the walk and is returned. */
int store_account_each(struct store *s,
    int (*visit)(const struct store_account *a, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
/* The kept form of the password, "" if there is none: 1 with *kept owned,
 * or 0. */
int store_account_kept(
    struct store *s, int64_t id, char **kept, struct fail *fail);

/* Add an account that must choose its own password if must_change is 1. Its
 * name has letters, digits and "._-@+" only, 2 to 64 of them. Sets a->id. */
int store_account_add(struct store *s, const struct store_by *by,
    struct store_account *a, const char *kept, struct fail *fail);
/* A new password ends every session of the account. */
int store_account_password(struct store *s, const struct store_by *by,
    int64_t id, const char *kept, int must_change, struct fail *fail);
/* The last administrator who can sign in stays one, and stays enabled. */
int store_account_roles(struct store *s, const struct store_by *by, int64_t id,
    unsigned roles, struct fail *fail);
/* Disabling ends every session and revokes every token. */
int store_account_disable(struct store *s, const struct store_by *by,
    int64_t id, int disabled, struct fail *fail);

#endif
