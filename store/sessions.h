/* store/sessions.h - who is signed in, and what evidence they saw.
 *
 * A session is known by the SHA-256 of its key: who reads the store cannot
 * take one over.
 */
#ifndef STORE_SESSIONS_H
#define STORE_SESSIONS_H

#include "store/accounts.h"

#define STORE_SESSIONS_PER_ACCOUNT 20 /* the oldest is ended */

struct store_session_limits {
    int64_t idle_ms;     /* without a request */
    int64_t absolute_ms; /* in all */
    int quiet;           /* 1: this request does not count as use */
};

struct store_session {
    struct store_account account;
    int64_t started_ms, seen_ms;
};

/* Begin a session of an account; `how` ("password", "proxy") and `peer` go to
 * the audit log. */
int store_session_add(struct store *s, const char *hash, int64_t account,
    const struct store_by *by, const char *how, struct str peer,
    struct fail *fail);
/* 1 with *out, or 0 if there is none, it is over, or its account disabled.
 * That it was used is noted once a minute. */
int store_session_find(struct store *s, const char *hash,
    const struct store_session_limits *limits, int64_t now_ms,
    struct store_session *out, struct fail *fail);
int store_session_end(struct store *s, const char *hash,
    const struct store_by *by, struct fail *fail);
/* All of an account; of nobody else. */
int store_session_end_all(struct store *s, int64_t account, struct fail *fail);

/* Note that the evidence of a case was seen: an audit entry "case.view", one
 * for each session and case. */
int store_session_saw(struct store *s, const char *hash, int64_t casefile,
    const struct store_by *by, struct fail *fail);
/* 1 if that is noted already, 0 if not. */
int store_session_has_seen(
    struct store *s, const char *hash, int64_t casefile, struct fail *fail);

#endif
