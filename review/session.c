#include "review/session.h"

#include "base/digest.h"
#include "store/tokens.h"

#include <stdio.h>
#include <string.h>

#define TOKEN_PREFIX "swt_"

static void
derive(const char *what, const char *key, char out[SESSION_TOKEN_BYTES])
{
    char seed[SESSION_TOKEN_BYTES + 16];

    snprintf(seed, sizeof seed, "%s:%s", what, key);
    digest_sha256_hex(str_of(seed), out);
}

/* The other forms of s->key. */
static void
derive_all(struct session *s)
{
    derive("csrf", s->key, s->csrf);
    derive("session", s->key, s->hash);
}

int
session_init(struct session *s, const char *author, struct fail *fail)
{
    *s = (struct session){ .scopes = SCOPE_ALL };
    if (account_init(&s->user, str_of(author), STR_NONE, fail) != 0)
        return fail_wrap(fail, "'%.60s'", author);
    s->user.roles = ROLE_ALL;
    if (secret_new(s->key, fail) != 0)
        return -1;
    derive_all(s);
    return 0;
}

void
session_clear(struct session *s)
{
    explicit_bzero(s, sizeof *s);
}

int
session_start(struct session *out, struct store *store,
    const struct store_account *a, const struct store_by *by, const char *how,
    struct str peer, struct fail *fail)
{
    *out = (struct session){ .user = a->account, .scopes = SCOPE_ALL };
    out->must_change = a->must_change;
    if (secret_new(out->key, fail) != 0)
        return -1;
    derive_all(out);
    return store_session_add(
        store, out->hash, a->account.id, by, how, peer, fail);
}

/* Keep a key of the right form; -1 for others. */
static int
take_key(struct session *s, struct str key)
{
    if (key.len != SESSION_TOKEN_BYTES - 1)
        return -1;
    memcpy(s->key, key.p, key.len);
    s->key[key.len] = '\0';
    derive_all(s);
    return 0;
}

int
session_find(struct session *out, struct store *store, struct str key,
    const struct store_session_limits *limits, int64_t now_ms,
    struct fail *fail)
{
    struct store_session s;
    int rc;

    *out = (struct session){ .scopes = SCOPE_ALL };
    if (take_key(out, key) != 0)
        return 0;
    rc = store_session_find(store, out->hash, limits, now_ms, &s, fail);
    if (rc == 1) {
        out->user = s.account.account;
        out->must_change = s.account.must_change;
    }
    return rc;
}

int
session_from_token(struct session *out, struct store *store, struct str token,
    int64_t now_ms, struct fail *fail)
{
    struct store_token t;
    char hash[SESSION_TOKEN_BYTES];
    int rc;

    *out = (struct session){ .scopes = 0 };
    if (token.len != SESSION_API_TOKEN_BYTES - 1 ||
        !str_starts(token, STR(TOKEN_PREFIX)))
        return 0;
    digest_sha256_hex(token, hash);
    rc = store_token_find(store, hash, now_ms, &t, fail);
    if (rc != 1)
        return rc;
    out->user = t.account.account;
    out->scopes = t.scopes;
    memcpy(out->hash, hash, sizeof out->hash);
    return 1;
}

int
session_new_token(char token[SESSION_API_TOKEN_BYTES],
    char hash[SESSION_TOKEN_BYTES], struct fail *fail)
{
    char key[SECRET_BYTES];

    if (secret_new(key, fail) != 0)
        return -1;
    snprintf(token, SESSION_API_TOKEN_BYTES, TOKEN_PREFIX "%s", key);
    digest_sha256_hex(str_of(token), hash);
    return 0;
}

int
session_visitor(struct session *out, struct str key, struct fail *fail)
{
    *out = (struct session){ .scopes = 0 };
    if (take_key(out, key) == 0)
        return 0;
    if (secret_new(out->key, fail) != 0)
        return -1;
    derive_all(out);
    return 0;
}
