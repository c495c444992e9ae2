/* review/session.h - whose request it is.
 *
 * Where the store has no account, whoever has the address that the program
 * printed is the user of its terminal, with all roles. Else people sign in;
 * their key is a cookie, and the store knows its digest.
 */
#ifndef REVIEW_SESSION_H
#define REVIEW_SESSION_H

#include "base/fail.h"
#include "base/secret.h"
#include "core/account.h"
#include "core/scope.h"
#include "store/sessions.h"

#define SESSION_TOKEN_BYTES SECRET_BYTES
#define SESSION_COOKIE "shelfwatch"

struct session {
    char key[SESSION_TOKEN_BYTES];  /* the cookie; "" of a token's */
    char csrf[SESSION_TOKEN_BYTES]; /* in every form; not the key itself */
    char hash[SESSION_TOKEN_BYTES]; /* what the store knows it by */
    struct account user;            /* who it belongs to */
    unsigned scopes;                /* SCOPE_ALL, or those of a token */
    int must_change;                /* the password, before anything else */
};

/* The terminal's: a fresh key, all roles. */
int session_init(struct session *s, const char *author, struct fail *fail);
void session_clear(struct session *s);

/* Begin one for an account that has shown who it is; see
 * store_session_add. */
int session_start(struct session *out, struct store *store,
    const struct store_account *a, const struct store_by *by, const char *how,
    struct str peer, struct fail *fail);

/* The session of a cookie: 1 with *out, or 0. */
int session_find(struct session *out, struct store *store, struct str key,
    const struct store_session_limits *limits, int64_t now_ms,
    struct fail *fail);

/* The session of one request with a token ("Authorization: Bearer TOKEN"):
 * 1 with *out, or 0. out->user has the roles of its person, out->scopes what
 * the token is for; both must allow what is done. No form is sent with a
 * token, so it has no csrf. */
int session_from_token(struct session *out, struct store *store,
    struct str token, int64_t now_ms, struct fail *fail);
/* A new token's text, to be shown once, and what the store knows it by. */
#define SESSION_API_TOKEN_BYTES 69 /* "swt_", the key, and NUL */
int session_new_token(char token[SESSION_API_TOKEN_BYTES],
    char hash[SESSION_TOKEN_BYTES], struct fail *fail);

/* Of somebody who is not signed in: key and csrf alone, for the form with
 * which they do. A key that is none begins a new one. */
int session_visitor(struct session *out, struct str key, struct fail *fail);

#endif
