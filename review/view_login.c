#include "review/view_login.h"

#include "base/utf8.h"
#include "review/form.h"
#include "review/gate.h"
#include "review/hashing.h"
#include "store/audit.h"
#include "store/throttle.h"

#include <stdlib.h>

#define ADDRESS_BYTES_MAX 4000
#define NAME_SHOWN_MAX 200

/* A place of ours: "//host" and "/\host" would be another's. */
static struct str
own_place(struct str to)
{
    if (to.len == 0 || to.len > ADDRESS_BYTES_MAX || to.p[0] != '/' ||
        (to.len > 1 && (to.p[1] == '/' || to.p[1] == '\\')))
        return STR("/");
    for (size_t i = 0; i < to.len; i++)
        if ((unsigned char)to.p[i] <= ' ' || to.p[i] == '\\')
            return STR("/");
    return to;
}

static void
secret(struct view *v, const char *key, const char *autocomplete)
{
    form_field(
        v, &(struct form_field){ key, "password", autocomplete, STR_NONE, 1 });
}

/* --- signing in --- */

static void
form(
    struct view *v, int status, const char *why, struct str name, struct str to)
{
    struct markup *m = &v->m;

    v->rs->status = status;
    gate_cookie(v, GATE_FORM_COOKIE, v->session->key);
    view_start(v, view_text(v, "sign_in"));
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, "sign_in"));
    form_complain(v, why, NULL);
    form_start(v, "card narrow", "/login");
    form_hidden(v, "to", to);
    form_field(v, &(struct form_field){ "name", "text", "username", name, 1 });
    secret(v, "password", "current-password");
    form_submit(v, "sign_in", 1);
    form_end(v);
    view_end(v);
}

void
view_login(struct view *v)
{
    if (v->terminal && v->user == NULL) {
        view_error(v, 403, "no_session", "");
        return;
    }
    if (v->user != NULL) {
        view_redirect(v, "/");
        return;
    }
    form(v, 200, NULL, STR_NONE, own_place(http_request_param(v->rq, "to", 0)));
}

void
view_login_first(struct view *v)
{
    struct buf to = BUF_MAX(2 * ADDRESS_BYTES_MAX);

    if (v->terminal) {
        view_error(v, 403, "no_session", "");
    } else if (!str_is(v->rq->method, "GET")) {
        view_error(v, 403, "signed_out", "");
    } else {
        buf_addz(&to, "/login");
        if (!str_is(v->rq->target, "/") &&
            v->rq->target.len < ADDRESS_BYTES_MAX / 3)
            view_query_add(&to, "to", v->rq->target);
        view_redirect(v, STR_FMT, STR_ARG(buf_str(&to)));
    }
    buf_clear(&to);
}

/* Names that nobody has are not written down: some are passwords. */
static int
note_refused(struct view *v, const struct store_account *a, struct fail *fail)
{
    struct buf object = BUF_MAX(400), detail = BUF_MAX(400);
    struct js *j = js_new_object();
    struct store_audit entry = { .action = STR("login.refused"),
        .at_ms = v->now_ms };
    int rc;

    if (a != NULL)
        buf_addf(&object, "user %s", a->account.name);
    js_set_text(j, "from", v->peer);
    js_write(&detail, j);
    entry.object = buf_str(&object);
    entry.detail = buf_str(&detail);
    rc = store_audit_add(v->store, &entry, fail);
    js_free(j);
    buf_clear(&object);
    buf_clear(&detail);
    return rc;
}

/* Who it is, with the kept form of the password: "" of everybody who cannot
 * come in by one. 1 known, 0 not, -1 failed. */
static int
look_up(struct view *v, struct str name, struct store_account *a, char **kept,
    struct fail *fail)
{
    int rc = store_account_find(v->store, name, a, fail);

    *kept = NULL;
    if (rc == 1)
        rc = store_account_kept(v->store, a->account.id, kept, fail);
    if (rc == 1 && a->disabled)
        (*kept)[0] = '\0';
    return rc;
}

static int
let_in(struct view *v, const struct store_account *a,
    const struct store_attempt *attempt, struct fail *fail)
{
    struct store_by by = { a->account.name, v->now_ms };
    struct session session;

    if (store_throttle_clear(v->store, attempt, fail) != 0 ||
        session_start(&session, v->store, a, &by, "password", v->peer, fail) !=
            0)
        return -1;
    gate_cookie(v, SESSION_COOKIE, session.key);
    gate_cookie(v, GATE_FORM_COOKIE, "");
    session_clear(&session);
    view_redirect(
        v, STR_FMT, STR_ARG(own_place(http_request_form(v->rq, "to", 0))));
    return 0;
}

/* 1 if the attempt must wait, or the count of it failed; answered then. */
static int
is_throttled(struct view *v, const struct store_attempt *attempt, struct str to,
    struct fail *fail)
{
    int64_t wait_ms = store_throttle_wait(v->store, attempt, fail);
    struct buf seconds = BUF_MAX(32);

    if (wait_ms == 0 && store_throttle_count(v->store, attempt, fail) == 0)
        return 0;
    if (wait_ms <= 0) {
        view_error(v, 503, "broken_store", "");
        return 1;
    }
    buf_addf(&seconds, "%lld", (long long)(wait_ms + 999) / 1000);
    http_response_header(v->rs, "Retry-After", buf_str(&seconds));
    buf_clear(&seconds);
    form(v, 429, "too_many", attempt->name, to);
    return 1;
}

void
view_login_post(struct view *v)
{
    struct str name = str_trim(http_request_form(v->rq, "name", 0));
    struct str to = own_place(http_request_form(v->rq, "to", 0));
    struct store_attempt attempt = { utf8_cut(name, NAME_SHOWN_MAX), v->peer,
        v->now_ms };
    const struct hashing *h;
    struct store_account a;
    struct fail fail = { "" };
    char *kept = NULL;
    int known;

    if (v->terminal || v->user != NULL) {
        view_redirect(v, "/");
        return;
    }
    if (!hashing_begun(v) && is_throttled(v, &attempt, to, &fail))
        return;
    known = look_up(v, name, &a, &kept, &fail);
    h = known < 0 ? NULL
                  : hashing_ask(v, known ? kept : "",
                        http_request_form(v->rq, "password", 0), STR_NONE);
    free(kept);
    if (known < 0) {
        view_error(v, 503, "broken_store", "");
    } else if (h != NULL && known && h->right && !a.disabled) {
        if (let_in(v, &a, &attempt, &fail) != 0)
            view_error(v, 503, "broken_store", "");
    } else if (h != NULL) {
        if (note_refused(v, known ? &a : NULL, &fail) != 0)
            view_error(v, 503, "broken_store", "");
        else
            form(v, 403, "wrong_password", attempt.name, to);
    }
}

void
view_logout_post(struct view *v)
{
    struct store_by by = { v->user->name, v->now_ms };
    struct fail fail;

    if (!v->terminal &&
        store_session_end(v->store, v->session->hash, &by, &fail) != 0) {
        view_error(v, 503, "broken_store", "");
        return;
    }
    gate_cookie(v, SESSION_COOKIE, "");
    view_redirect(v, "/login");
}

/* --- one's own password --- */

static void
password_form(struct view *v, int status, const char *why)
{
    struct markup *m = &v->m;

    v->rs->status = status;
    view_start(v, view_text(v, "change_password"));
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, "change_password"));
    if (v->session->must_change)
        markup_leaf(m, "p", NO_ATTRS, view_text(v, "must_change"));
    form_complain(v, why, NULL);
    form_start(v, "card narrow", "/password");
    /* So that the browser knows whose password it keeps. */
    markup_void(m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", STR("name") },
            { "autocomplete", STR("username") },
            { "value", str_of(v->user->name) }));
    secret(v, "old_password", "current-password");
    secret(v, "new_password", "new-password");
    secret(v, "again_password", "new-password");
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "password_rule"));
    form_submit(v, "change_password", 1);
    form_end(v);
    view_end(v);
}

void
view_password(struct view *v)
{
    if (v->terminal)
        view_error(v, 404, "not_found", "");
    else
        password_form(v, 200, NULL);
}

/* The new one is kept, every session ends, and this browser gets a new one. */
static int
keep_password(struct view *v, const struct store_account *a, const char *kept,
    struct fail *fail)
{
    struct store_by by = { v->user->name, v->now_ms };
    struct store_attempt attempt = { str_of(v->user->name), v->peer,
        v->now_ms };
    struct store_account changed = *a;
    struct session session;

    changed.must_change = 0;
    if (store_account_password(v->store, &by, a->account.id, kept, 0, fail) !=
            0 ||
        store_throttle_clear(v->store, &attempt, fail) != 0 ||
        session_start(
            &session, v->store, &changed, &by, "password", v->peer, fail) != 0)
        return -1;
    gate_cookie(v, SESSION_COOKIE, session.key);
    session_clear(&session);
    view_redirect(v, "/?password=changed");
    return 0;
}

void
view_password_post(struct view *v)
{
    struct str fresh = http_request_form(v->rq, "new_password", 0);
    struct store_attempt attempt = { str_of(v->user->name), v->peer,
        v->now_ms };
    const struct hashing *h;
    struct store_account a;
    struct fail fail = { "" };
    char *kept = NULL;

    if (v->terminal) {
        view_error(v, 404, "not_found", "");
    } else if (!str_eq(fresh, http_request_form(v->rq, "again_password", 0))) {
        password_form(v, 422, "not_same");
    } else if (password_check(fresh, str_of(v->user->name), &fail) != 0) {
        password_form(v, 422, "password_rule");
    } else if (!hashing_begun(v) &&
               store_throttle_wait(v->store, &attempt, &fail) != 0) {
        password_form(v, 429, "too_many");
    } else if ((!hashing_begun(v) &&
                   store_throttle_count(v->store, &attempt, &fail) != 0) ||
               look_up(v, str_of(v->user->name), &a, &kept, &fail) != 1) {
        view_error(v, 503, "broken_store", "");
    } else if ((h = hashing_ask(v, kept,
                    http_request_form(v->rq, "old_password", 0), fresh)) ==
               NULL) {
        /* Later, or answered. */
    } else if (!h->right) {
        password_form(v, 403, "wrong_old");
    } else if (h->failed || keep_password(v, &a, h->kept, &fail) != 0) {
        view_error(v, 503, "broken_store", "");
    }
    free(kept);
}
