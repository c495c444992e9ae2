/* Who gets in, and who may do what there. */
#include "tests/check.h"

#include "base/password.h"
#include "review/route.h"
#include "store/audit.h"
#include "store/throttle.h"
#include "store/tokens.h"
#include "tests/site.h"

#define PASSWORD "correct horse battery"
#define MINUTE 60000LL

enum who { ADMIN, ANALYST, VALIDATOR, AUDITOR, DISABLED, VISITOR, PEOPLE };

static const struct {
    const char *name;
    unsigned roles;
} people[] = {
    [ADMIN] = { "ada", ROLE_ADMINISTRATOR },
    [ANALYST] = { "anna", ROLE_ANALYST },
    [VALIDATOR] = { "vera", ROLE_VALIDATOR },
    [AUDITOR] = { "otto", ROLE_AUDITOR },
    [DISABLED] = { "dora", ROLE_ALL },
    [VISITOR] = { NULL, 0 },
};

static struct session session[PEOPLE];
static int64_t id[PEOPLE];

/* One clock for all tests, moved by some. */
static int64_t now_ms;

static int64_t
read_clock(void)
{
    return now_ms;
}

static void
add_person(struct site *s, enum who who, const char *kept)
{
    struct store_by by = { "test", now_ms };
    struct store_account a = { .must_change = 0 };
    struct fail *fail = &s->cases->fail;

    if (account_init(&a.account, str_of(people[who].name), STR_NONE, fail) != 0)
        fail_msg("%s", fail->text);
    a.account.roles = people[who].roles;
    if (store_account_add(s->cases->s, &by, &a, kept, fail) != 0 ||
        session_start(
            &session[who], s->cases->s, &a, &by, "test", STR("::1"), fail) != 0)
        fail_msg("%s", fail->text);
    id[who] = a.account.id;
}

static int
setup(void **state)
{
    struct store_by by = { "test", CASES_NOW_MS };
    struct site *s;
    struct fail fail;

    if (site_setup(state) != 0)
        return -1;
    s = *state;
    now_ms = CASES_NOW_MS + 60 * MINUTE;
    s->pages.now_ms = read_clock;
    for (enum who i = ADMIN; i < VISITOR; i++)
        add_person(s, i, "");
    return store_account_disable(s->cases->s, &by, id[DISABLED], 1, &fail) !=
               0 ||
           session_visitor(&session[VISITOR], STR_NONE, &fail) != 0;
}

static int
ask(struct site *s, const char *target, const char *key, const char *more,
    const char *form)
{
    char headers[2000];

    snprintf(headers, sizeof headers,
        "Cookie: shelfwatch=%s; shelfwatch_form=%s\r\n%s", key, key, more);
    return client_ask(s->port, target, headers, form, &s->out);
}

/* How many entries an audit action has. */
static int
count_entry(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    (void)row;
    (void)fail;
    ++*(int *)ctx;
    return 0;
}

static int
entries(struct site *s, const char *action)
{
    struct store_audit_filter f = { .action = action };
    int n = 0;

    store_audit_each(s->cases->s, &f, count_entry, &n, &s->cases->fail);
    return n;
}

static int
is_post(const struct route *r)
{
    return strcmp(r->method, "POST") == 0;
}

/* The path with numbers in it. */
static const char *
address(const struct route *r, const char *number, char out[200])
{
    size_t n = 0;

    for (const char *p = r->path; *p != '\0' && n < 150; p++)
        if (*p == '#')
            n += (size_t)snprintf(out + n, 200 - n, "%s", number);
        else
            out[n++] = *p;
    out[n] = '\0';
    return out;
}

/* --- routes x roles x methods x tokens --- */

/* A refusal names its reason in its text, so that no other one passes. */
static void
routes_want_their_roles(void **state)
{
    struct site *s = *state;
    char name[300], at[200];

    for (const struct route *r = route_table(); r->path != NULL; r++)
        for (enum who i = ADMIN; i < PEOPLE; i++) {
            int may = (people[i].roles & r->roles) != 0 && i != DISABLED;
            int status;

            if (r->roles == ROUTE_ANYONE)
                continue;
            snprintf(name, sizeof name, "%s %s as %s", r->method, r->path,
                people[i].name != NULL ? people[i].name : "visitor");
            /* A form without its token: a role that may is told of that. */
            status = ask(s, address(r, "1", at), session[i].key, "",
                is_post(r) ? "x=1" : NULL);
            if (i >= DISABLED) {
                CHECK_INT(status, is_post(r) ? 403 : 303, name);
                HAS_NOT(s, "Super Racer");
                continue;
            }
            if (!may)
                CHECK_INT(status, 403, name);
            if (!may)
                HAS(s, "Your role does not allow this");
            if (may)
                HAS_NOT(s, "Your role does not allow this");
            if (may && is_post(r))
                HAS(s, "The form is out of date");
        }
    check_end();
}

/* An auditor signs in and out; beyond that, nothing changes by their hand. */
static void
auditors_change_nothing(void **state)
{
    static const char *const own[] = { "/login", "/logout", "/password" };
    struct site *s = *state;
    char form[300], at[200];

    snprintf(form, sizeof form,
        "csrf=%s&name=x&filter=&act=confirm&reason=same_product&seen=1",
        session[AUDITOR].csrf);
    for (const struct route *r = route_table(); r->path != NULL; r++) {
        int is_own = 0;

        for (size_t i = 0; i < COUNT(own); i++)
            is_own |= strcmp(r->path, own[i]) == 0;
        if (!is_post(r) || is_own)
            continue;
        CHECK_INT(ask(s, address(r, "1", at), session[AUDITOR].key, "", form),
            403, r->path);
        HAS(s, "Your role does not allow this");
    }
    CHECK_INT(ask(s, "/", session[AUDITOR].key, "", NULL), 200, "queue");
    HAS_NOT(s, "/queue/view");
    CHECK_INT(ask(s, "/", session[ANALYST].key, "", NULL), 200, "queue");
    HAS(s, "/queue/view");
    check_end();
}

static void
forms_want_their_token(void **state)
{
    struct site *s = *state;
    char form[300], at[200];

    for (const struct route *r = route_table(); r->path != NULL; r++) {
        enum who i = ADMIN;
        const char *wrong[5];

        if (!is_post(r))
            continue;
        while (r->roles != ROUTE_ANYONE && (people[i].roles & r->roles) == 0)
            i++;
        wrong[0] = "";
        wrong[1] = session[i].key;
        wrong[2] = session[i].hash;
        wrong[3] = session[i == ADMIN ? ANALYST : ADMIN].csrf;
        wrong[4] = s->session.csrf;
        for (size_t k = 0; k < COUNT(wrong); k++) {
            snprintf(form, sizeof form, "csrf=%s", wrong[k]);
            CHECK_INT(ask(s, address(r, "1", at), session[i].key, "", form),
                403, r->path);
            HAS(s, "The form is out of date");
        }
        snprintf(form, sizeof form, "csrf=%s", session[i].csrf);
        CHECK_INT(
            ask(s, at, session[i].key, "Sec-Fetch-Site: cross-site\r\n", form),
            403, r->path);
        HAS(s, "came from another site");
        CHECK_INT(
            ask(s, at, session[i].key, "Sec-Fetch-Site: same-site\r\n", form),
            403, r->path);
    }
    check_end();
}

static void
unknown_ids_and_methods_are_refused(void **state)
{
    static const char *const methods[] = { "PUT", "DELETE", "PATCH", "OPTIONS",
        "TRACE", "CONNECT", "GETX" };
    struct site *s = *state;
    struct buf rq = BUF_MAX(4000);
    char at[200], form[200];

    for (const struct route *r = route_table(); r->path != NULL; r++) {
        enum who i = ADMIN;
        int status;

        while (r->roles != ROUTE_ANYONE && (people[i].roles & r->roles) == 0)
            i++;
        for (size_t k = 0; k < COUNT(methods); k++) {
            buf_reset(&rq);
            buf_addf(&rq,
                "%s %s HTTP/1.1\r\nHost: localhost\r\nCookie: shelfwatch=%s"
                "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                methods[k], address(r, "1", at), session[i].key);
            status = client_send(s->port, buf_str(&rq), &s->out);
            CHECK_INT(status >= 400 && status < 500, 1, at);
        }
        if (strchr(r->path, '#') == NULL)
            continue;
        snprintf(form, sizeof form, "csrf=%s", session[i].csrf);
        status = ask(s, address(r, "987654321", at), session[i].key, "",
            is_post(r) ? form : NULL);
        CHECK_INT(status >= 400 && status < 500, 1, at);
        CHECK_INT(ask(s, address(r, "-1", at), session[i].key, "",
                      is_post(r) ? form : NULL),
            404, at);
        CHECK_INT(ask(s, address(r, "99999999999999999999", at), session[i].key,
                      "", is_post(r) ? form : NULL),
            404, at);
    }
    buf_clear(&rq);
    check_end();
}

/* --- sessions --- */

static void
sessions_do_not_come_back(void **state)
{
    struct site *s = *state;
    struct store_by by = { "test", now_ms };
    struct fail fail;
    char form[200];

    CHECK_INT(ask(s, "/", session[ANALYST].key, "", NULL), 200, "open");
    CHECK_INT(ask(s, "/", session[ANALYST].hash, "", NULL), 303,
        "what the store knows is no key");
    CHECK_INT(ask(s, "/", s->session.key, "", NULL), 303,
        "the terminal's key has no power any more");
    CHECK_INT(ask(s, "/", "' OR 1=1 --", "", NULL), 303, "SQL");
    snprintf(form, sizeof form, "csrf=%s", session[ANALYST].csrf);
    CHECK_INT(
        ask(s, "/logout", session[ANALYST].key, "", form), 303, "sign out");
    HAS(s, "Set-Cookie: shelfwatch=; Path=/; HttpOnly; SameSite=Strict; "
           "Max-Age=0");
    CHECK_INT(ask(s, "/", session[ANALYST].key, "", NULL), 303, "replayed");
    CHECK_INT(ask(s, "/case/1/assign", session[ANALYST].key, "", form), 403,
        "replayed form");
    now_ms += 29 * MINUTE;
    CHECK_INT(ask(s, "/", session[ADMIN].key, "", NULL), 200, "in use");
    now_ms += 29 * MINUTE;
    CHECK_INT(ask(s, "/", session[ADMIN].key, "", NULL), 200, "in use");
    CHECK_INT(ask(s, "/", session[AUDITOR].key, "", NULL), 303, "idle");
    store_account_disable(s->cases->s, &by, id[VALIDATOR], 1, &fail);
    CHECK_INT(ask(s, "/", session[VALIDATOR].key, "", NULL), 303, "disabled");
    for (int i = 0; i < 26; i++) { /* 13 hours in use */
        now_ms += 29 * MINUTE;
        ask(s, "/", session[ADMIN].key, "", NULL);
    }
    CHECK_INT(ask(s, "/", session[ADMIN].key, "", NULL), 303, "too old");
    check_end();
}

/* Paths that are there look like those that are not. */
static void
visitors_find_nothing_out(void **state)
{
    static const char *const targets[] = { "/", "/case/1", "/case/99",
        "/nothing", "/admin/users", "/export.csv", "/case/1/decide" };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(targets); i++) {
        CHECK_INT(ask(s, targets[i], "", "", NULL), 303, targets[i]);
        HAS(s, "Location: /login");
        HAS_NOT(s, "Super Racer");
        CHECK_INT(ask(s, targets[i], "", "", "a=b"), 403, targets[i]);
        HAS(s, "no longer signed in");
    }
    CHECK_INT(ask(s, "/case/1?x=%2F", "", "", NULL), 303, "leads back");
    HAS(s, "Location: /login?to=%2Fcase%2F1%3Fx%3D%252F\r\n");
    check_end();
}

static int
log_in(struct site *s, const char *name, const char *password, const char *to)
{
    char form[600];

    snprintf(form, sizeof form, "csrf=%s&name=%s&password=%s&to=%s",
        session[VISITOR].csrf, name, password, to);
    return ask(s, "/login", session[VISITOR].key, "", form);
}

static void
set_password(struct site *s, enum who who, int must_change)
{
    struct store_by by = { "test", now_ms };
    char kept[PASSWORD_KEPT_BYTES];
    struct fail fail;

    assert_int_equal(password_keep(kept, STR(PASSWORD), &fail), 0);
    assert_int_equal(store_account_password(
                         s->cases->s, &by, id[who], kept, must_change, &fail),
        0);
}

/* The key in the answer's cookie. */
static void
take_key(struct site *s, struct session *out)
{
    static const char mark[] = "Set-Cookie: shelfwatch=";
    const char *at = strstr(buf_text(&s->out), mark);
    struct fail fail;

    assert_non_null(at);
    assert_int_equal(
        session_visitor(out,
            str_sub(str_of(at + sizeof mark - 1), 0, SESSION_TOKEN_BYTES - 1),
            &fail),
        0);
}

static void
signs_in_with_the_password_alone(void **state)
{
    static const struct {
        const char *name, *password;
    } wrong[] = {
        { "anna", "wrong" },
        { "anna", "" },
        { "anna", "correct+horse+battery+" },
        { "nobody", "correct+horse+battery" },
        { "", "" },
        { "dora", "correct+horse+battery" }, /* disabled */
        { "otto", "" },                      /* has none */
        { "%27+OR+1%3D1+--", "correct+horse+battery" },
        { "%3Cscript%3E", "correct+horse+battery" },
    };
    static const char *const places[][2] = {
        { "%2Fcase%2F1%3Fa%3Db", "Location: /case/1?a=b\r\n" },
        { "%2F%2Fevil.example", "Location: /\r\n" },
        { "%2F%5Cevil.example", "Location: /\r\n" },
        { "https%3A%2F%2Fevil.example", "Location: /\r\n" },
        { "%2Fa%0D%0AX%3A1", "Location: /\r\n" },
        { "", "Location: /\r\n" },
    };
    struct site *s = *state;
    struct session mine;
    struct store_attempt a = { .at_ms = now_ms };

    set_password(s, ANALYST, 0);
    set_password(s, DISABLED, 0);
    CHECK_INT(ask(s, "/login", "", "", NULL), 200, "form");
    HAS(s, "autocomplete=\"current-password\"");
    HAS(s, "Set-Cookie: shelfwatch_form=");
    for (size_t i = 0; i < COUNT(wrong); i++) {
        CHECK_INT(log_in(s, wrong[i].name, wrong[i].password, ""), 403,
            wrong[i].name);
        HAS(s, "Name or password is wrong.");
        HAS_NOT(s, "Set-Cookie: shelfwatch=");
        HAS_NOT(s, "<script>");
        a.name = str_of(wrong[i].name);
        a.peer = STR("127.0.0.1");
        store_throttle_clear(s->cases->s, &a, &s->cases->fail);
    }
    CHECK_INT(entries(s, "login.refused"), COUNT(wrong), "written down");
    for (size_t i = 0; i < COUNT(places); i++) {
        CHECK_INT(log_in(s, "Anna", "correct+horse+battery", places[i][0]), 303,
            places[i][0]);
        HAS(s, places[i][1]);
        HAS(s, "; HttpOnly; SameSite=Strict\r\n");
    }
    take_key(s, &mine);
    CHECK_INT(ask(s, "/", mine.key, "", NULL), 200, "signed in");
    HAS(s, ">anna</a>");
    HAS(s, "Sign out");
    check_end();
}

/* The same for a name that there is and one that there is not. */
static void
slows_down_who_guesses(void **state)
{
    static const char *const names[] = { "anna", "nobody" };
    struct site *s = *state;
    char text[COUNT(names)][64];

    set_password(s, ANALYST, 0);
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *at;

        for (int k = 0; k < STORE_THROTTLE_NAME_FREE; k++)
            CHECK_INT(log_in(s, names[i], "guess", ""), 403, names[i]);
        CHECK_INT(
            log_in(s, names[i], "correct+horse+battery", ""), 429, names[i]);
        HAS(s, "Too many attempts.");
        at = strstr(buf_text(&s->out), "Retry-After: ");
        snprintf(text[i], sizeof text[i], "%.15s", at != NULL ? at : "none");
    }
    CHECK_TEXT(text[0], text[1], "the same wait");
    now_ms += STORE_THROTTLE_FIRST_MS;
    CHECK_INT(log_in(s, "anna", "correct+horse+battery", ""), 303, "waited");
    check_end();
}

static int
change(struct site *s, const struct session *mine, const char *old,
    const char *fresh, const char *again)
{
    char form[600];

    snprintf(form, sizeof form,
        "csrf=%s&old_password=%s&new_password=%s&again_password=%s", mine->csrf,
        old, fresh, again);
    return ask(s, "/password", mine->key, "", form);
}

static void
changes_the_password(void **state)
{
    static const char fresh[] = "another+good+phrase";
    struct site *s = *state;
    struct session mine, other, changed;

    set_password(s, ANALYST, 1);
    CHECK_INT(log_in(s, "anna", "correct+horse+battery", ""), 303, "first");
    take_key(s, &other);
    CHECK_INT(log_in(s, "anna", "correct+horse+battery", ""), 303, "second");
    take_key(s, &mine);
    CHECK_INT(ask(s, "/case/1", mine.key, "", NULL), 303, "first of all");
    HAS(s, "Location: /password");
    CHECK_INT(ask(s, "/password", mine.key, "", NULL), 200, "form");
    HAS(s, "Somebody else chose");
    CHECK_INT(change(s, &mine, "correct+horse+battery", fresh, "x"), 422,
        "not the same");
    CHECK_INT(change(s, &mine, "correct+horse+battery", "short", "short"), 422,
        "short");
    CHECK_INT(change(s, &mine, "wrong", fresh, fresh), 403, "wrong");
    CHECK_INT(
        change(s, &mine, "correct+horse+battery", fresh, fresh), 303, "done");
    take_key(s, &changed);
    CHECK_INT(ask(s, "/", mine.key, "", NULL), 303, "old session");
    CHECK_INT(ask(s, "/", other.key, "", NULL), 303, "other session");
    CHECK_INT(ask(s, "/case/1", changed.key, "", NULL), 200, "new session");
    CHECK_INT(log_in(s, "anna", "correct+horse+battery", ""), 403, "old one");
    CHECK_INT(log_in(s, "anna", fresh, ""), 303, "new one");
    check_end();
}

/* Live counts go on in a browser whose user has left. */
static void
scripts_keep_no_session_open(void **state)
{
    struct site *s = *state;

    for (int i = 0; i < 2; i++) {
        CHECK_INT(ask(s, "/queue/counts", session[ANALYST].key, "", NULL), 200,
            "counts");
        now_ms += 15 * MINUTE;
    }
    CHECK_INT(ask(s, "/", session[ANALYST].key, "", NULL), 303, "idle");
    check_end();
}

static void
tokens_become_sessions(void **state)
{
    struct site *s = *state;
    struct store *store = s->cases->s;
    struct store_by by = { "test", now_ms };
    struct store_token t = { .scopes = SCOPE_READ,
        .expires_ms = now_ms + MINUTE };
    char token[SESSION_API_TOKEN_BYTES], hash[SESSION_TOKEN_BYTES];
    struct session mine;
    struct fail fail;

    t.account.account.id = id[AUDITOR];
    assert_int_equal(session_new_token(token, hash, &fail), 0);
    assert_int_equal(store_token_add(store, &by, &t, hash, &fail), 0);
#define FIND(text, at) session_from_token(&mine, store, text, at, &fail)
    CHECK_INT(FIND(str_of(token), now_ms), 1, "token");
    CHECK_TEXT(mine.user.name, "otto", "whose");
    CHECK_INT(mine.user.roles, ROLE_AUDITOR, "roles");
    CHECK_INT(mine.scopes, SCOPE_READ, "scopes");
    CHECK_TEXT(mine.csrf, "", "sends no form");
    CHECK_INT(FIND(str_of(hash), now_ms), 0, "its digest");
    CHECK_INT(FIND(str_sub(str_of(token), 0, 67), now_ms), 0, "cut");
    CHECK_INT(FIND(STR(""), now_ms), 0, "none");
    CHECK_INT(FIND(str_of(session[ADMIN].key), now_ms), 0, "a cookie");
    CHECK_INT(FIND(str_of(token), now_ms + MINUTE), 0, "over");
    CHECK_INT(ask(s, "/", token, "", NULL), 303, "no cookie");
    store_account_disable(store, &by, id[AUDITOR], 1, &fail);
    CHECK_INT(FIND(str_of(token), now_ms), 0, "of a disabled account");
#undef FIND
    check_end();
}

/* --- proxies, hosts, the terminal --- */

static void
believes_a_proxy_with_its_secret(void **state)
{
    static const struct {
        const char *name, *headers;
        int status;
    } cases[] = {
        { "right", "X-Remote-User: anna\r\nX-Shelfwatch-Secret: s3cret\r\n",
            200 },
        { "no secret", "X-Remote-User: anna\r\n", 303 },
        { "wrong secret",
            "X-Remote-User: anna\r\nX-Shelfwatch-Secret: s3creT\r\n", 303 },
        { "empty secret", "X-Remote-User: anna\r\nX-Shelfwatch-Secret: \r\n",
            303 },
        { "twice the user",
            "X-Remote-User: ada\r\nX-Remote-User: anna\r\n"
            "X-Shelfwatch-Secret: s3cret\r\n",
            303 },
        { "twice the secret",
            "X-Remote-User: anna\r\nX-Shelfwatch-Secret: no\r\n"
            "X-Shelfwatch-Secret: s3cret\r\n",
            303 },
        { "nobody", "X-Remote-User: eve\r\nX-Shelfwatch-Secret: s3cret\r\n",
            303 },
        { "disabled", "X-Remote-User: dora\r\nX-Shelfwatch-Secret: s3cret\r\n",
            303 },
        { "no user", "X-Shelfwatch-Secret: s3cret\r\n", 303 },
    };
    struct site *s = *state;
    struct session mine;
    char cookie[400];
    int before;

    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            ask(s, "/", "", cases[i].headers, NULL), 303, "without the option");
    s->pages.proxy_user = "X-Remote-User";
    s->pages.proxy_secret = "s3cret";
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(ask(s, "/", "", cases[i].headers, NULL), cases[i].status,
            cases[i].name);
    before = entries(s, "session.start");
    ask(s, "/", "", cases[0].headers, NULL);
    take_key(s, &mine);
    CHECK_INT(entries(s, "session.start"), before + 1, "a new session");
    snprintf(cookie, sizeof cookie, "%s", cases[0].headers);
    CHECK_INT(ask(s, "/", mine.key, cookie, NULL), 200, "again");
    HAS_NOT(s, "Set-Cookie: shelfwatch=");
    CHECK_INT(entries(s, "session.start"), before + 1, "the same session");
    CHECK_INT(ask(s, "/", session[ADMIN].key, cookie, NULL), 200,
        "a cookie of another person");
    HAS(s, ">anna</a>");
    check_end();
}

static void
answers_to_its_names(void **state)
{
    static const char *const names[] = { "market.example", NULL };
    static const struct {
        const char *host;
        int mine, with_names;
    } cases[] = {
        { "127.0.0.1", 1, 1 },
        { "127.0.0.1:8323", 1, 1 },
        { "localhost:1", 1, 1 },
        { "LOCALHOST", 1, 1 },
        { "[::1]", 1, 1 },
        { "[::1]:8323", 1, 1 },
        { "market.example", 0, 1 },
        { "Market.Example:443", 0, 1 },
        { "evil.market.example", 0, 0 },
        { "evil.example", 0, 0 },
        { "127.0.0.1.evil.example", 0, 0 },
        { "[::1].evil.example", 0, 0 },
        { "localhost@evil.example", 0, 0 },
        { "", 0, 0 },
    };
    struct site *s = *state;
    struct buf rq = BUF_MAX(2000);

    for (int with = 0; with < 2; with++) {
        s->pages.hosts = with ? names : NULL;
        for (size_t i = 0; i < COUNT(cases); i++) {
            int ok = with ? cases[i].with_names : cases[i].mine;

            buf_reset(&rq);
            buf_addf(&rq,
                "GET /login HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
                cases[i].host);
            CHECK_INT(client_send(s->port, buf_str(&rq), &s->out),
                ok ? 200 : 403, cases[i].host);
        }
    }
    s->pages.hosts = NULL;
    buf_clear(&rq);
    check_end();
}

static void
cookies_are_secure_behind_tls(void **state)
{
    struct site *s = *state;

    ask(s, "/login", "", "X-Forwarded-Proto: https\r\n", NULL);
    HAS_NOT(s, "; Secure");
    s->pages.behind_proxy = 1;
    ask(s, "/login", "", "X-Forwarded-Proto: https\r\n", NULL);
    HAS(s, "; HttpOnly; SameSite=Strict; Secure");
    check_end();
}

/* --- what is written down --- */

static void
notes_who_saw_which_case(void **state)
{
    struct site *s = *state;

    for (int i = 0; i < 3; i++) {
        CHECK_INT(
            ask(s, "/case/1", session[AUDITOR].key, "", NULL), 200, "seen");
        ask(s, "/case/99", session[AUDITOR].key, "", NULL);
    }
    CHECK_INT(entries(s, "case.view"), 1, "once, and not what is not there");
    ask(s, "/case/2", session[AUDITOR].key, "", NULL);
    ask(s, "/case/1", session[ANALYST].key, "", NULL);
    CHECK_INT(entries(s, "case.view"), 3, "another case, another person");
    ask(s, "/export.csv", session[AUDITOR].key, "", NULL);
    ask(s, "/export.json", session[AUDITOR].key, "", NULL);
    CHECK_INT(entries(s, "export"), 2, "exports");
    check_end();
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, site_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        T(routes_want_their_roles),
        T(auditors_change_nothing),
        T(forms_want_their_token),
        T(unknown_ids_and_methods_are_refused),
        T(sessions_do_not_come_back),
        T(visitors_find_nothing_out),
        T(signs_in_with_the_password_alone),
        T(slows_down_who_guesses),
        T(changes_the_password),
        T(scripts_keep_no_session_open),
        T(tokens_become_sessions),
        T(believes_a_proxy_with_its_secret),
        T(answers_to_its_names),
        T(cookies_are_secure_behind_tls),
        T(notes_who_saw_which_case),
    };

    return cmocka_run_group_tests_name("review/access", tests, NULL, NULL);
}
