/* Who gets in, for how long, and with what. */
#include "tests/office.h"

#include "base/password.h"
#include "review/route.h"
#include "store/throttle.h"
#include "store/tokens.h"

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

#define T(f) cmocka_unit_test_setup_teardown(f, setup, site_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        T(sessions_do_not_come_back),
        T(visitors_find_nothing_out),
        T(signs_in_with_the_password_alone),
        T(slows_down_who_guesses),
        T(changes_the_password),
        T(scripts_keep_no_session_open),
        T(tokens_become_sessions),
    };

    return cmocka_run_group_tests_name("review/sessions", tests, NULL, NULL);
}
