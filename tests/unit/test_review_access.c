/* Who may do what, under which name, and what is written down of it. */
#include "tests/office.h"

#include "base/password.h"
#include "review/route.h"
#include "store/throttle.h"
#include "store/tokens.h"

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
        T(believes_a_proxy_with_its_secret),
        T(answers_to_its_names),
        T(cookies_are_secure_behind_tls),
        T(notes_who_saw_which_case),
    };

    return cmocka_run_group_tests_name("review/access", tests, NULL, NULL);
}
