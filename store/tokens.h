/* store/tokens.h - keys for programs that act for a person.
 *
 * Known by their SHA-256 alone. A token never allows more than its person's
 * roles, and ends with its person's account.
 */
#ifndef STORE_TOKENS_H
#define STORE_TOKENS_H

#include "core/scope.h"
#include "store/accounts.h"

#define STORE_TOKEN_NAME_BYTES 101 /* with the NUL */

struct store_token {
    int64_t id;
    struct store_account account;
    char name[STORE_TOKEN_NAME_BYTES]; /* what it is for */
    unsigned scopes;                   /* SCOPE_* */
    int64_t created_ms, expires_ms;    /* expires_ms 0: not by itself */
    int64_t seen_ms;                   /* used last; 0: never */
    int revoked;
};

/* Sets t->id; uses t->account.account.id. */
int store_token_add(struct store *s, const struct store_by *by,
    struct store_token *t, const char *hash, struct fail *fail);
/* 1 with *out, or 0 if there is none, it is revoked or over, or its account
 * disabled. That it was used is noted once a minute. */
int store_token_find(struct store *s, const char *hash, int64_t now_ms,
    struct store_token *out, struct fail *fail);
/* In order of account and id; a non-zero return ends it. */
int store_token_each(struct store *s,
    int (*visit)(const struct store_token *t, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
/* Fails if there is no such token. */
int store_token_revoke(
    struct store *s, const struct store_by *by, int64_t id, struct fail *fail);

#endif
