#include "tests/place.h"

#include "store/accounts.h"
#include "store/audit.h"
#include "store/campaigns.h"
#include "store/sessions.h"
#include "store/throttle.h"
#include "store/tokens.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define NOW (1000 * HOUR)

static const struct store_by by = { "root", NOW };
static const struct store_session_limits limits = { HOUR, 10 * HOUR, 0 };

static int
add(struct place *p, const char *name, unsigned roles, int64_t *id)
{
    struct store_account a = { .must_change = 0 };
    int rc;

    if (account_init(&a.account, str_of(name), STR_NONE, &p->fail) != 0)
        return -1;
    a.account.roles = roles;
    rc = store_account_add(p->s, &by, &a, "$kept", &p->fail);
    if (id != NULL)
        *id = a.account.id;
    return rc;
}

struct entries {
    struct buf out;
};

static int
collect(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    struct entries *e = ctx;

    (void)fail;
    buf_addf(&e->out, STR_FMT " " STR_FMT " " STR_FMT "\n",
        STR_ARG(row->entry.actor), STR_ARG(row->entry.action),
        STR_ARG(row->entry.object));
    return 0;
}

/* The newest entries, newest first. */
static void
check_audit(struct place *p, int64_t count, const char *want)
{
    struct store_audit_filter f = { .limit = count };
    struct entries e = { BUF_MAX(4000) };

    OK(p, store_audit_each(p->s, &f, collect, &e, &p->fail));
    CHECK_TEXT(buf_text(&e.out), want, "audit log");
    buf_clear(&e.out);
}

static void
adds_and_finds_accounts(void **state)
{
    static const struct {
        const char *name;
        unsigned roles;
        int rc;
    } cases[] = {
        { "anna", ROLE_ADMINISTRATOR, 0 },
        { "bo.li@office", ROLE_ANALYST | ROLE_VALIDATOR, 0 },
        { "anna", ROLE_ANALYST, -1 },
        { "ANNA", ROLE_ANALYST, -1 }, /* the same to people */
        { "x", ROLE_ANALYST, -1 },
        { "a b", ROLE_ANALYST, -1 },
        { "b\xC3\xB6", ROLE_ANALYST, -1 },
        { "' OR 1=1", ROLE_ANALYST, -1 },
        { "none", 0, -1 },
        { "more", 1u << 20, -1 },
        { "0123456789012345678901234567890123456789012345678901234567890123",
            ROLE_ANALYST, 0 },
        { "01234567890123456789012345678901234567890123456789012345678901234",
            ROLE_ANALYST, -1 },
    };
    struct place *p = *state;
    struct store_account a;

    CHECK_INT(store_account_any(p->s, &p->fail), 0, "none yet");
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(add(p, cases[i].name, cases[i].roles, NULL), cases[i].rc,
            cases[i].name);
    CHECK_INT(store_account_any(p->s, &p->fail), 1, "some");
    CHECK_INT(store_account_find(p->s, STR("Anna"), &a, &p->fail), 1, "found");
    CHECK_TEXT(a.account.name, "anna", "as it was made");
    CHECK_INT(a.account.roles, ROLE_ADMINISTRATOR, "roles");
    CHECK_INT(a.created_ms, NOW, "created");
    CHECK_INT(store_account_find(p->s, STR("eve"), &a, &p->fail), 0, "nobody");
    CHECK_INT(store_account_get(p->s, 2, &a, &p->fail), 1, "by id");
    CHECK_TEXT(a.account.name, "bo.li@office", "by id");
    check_audit(p, 2,
        "root user.add user "
        "0123456789012345678901234567890123456789012345678901234567890123\n"
        "root user.add user bo.li@office\n");
    check_end();
}

static void
keeps_an_administrator(void **state)
{
    struct place *p = *state;
    int64_t anna, bo;

    OK(p, add(p, "anna", ROLE_ADMINISTRATOR | ROLE_ANALYST, &anna));
    OK(p, add(p, "bo", ROLE_ANALYST, &bo));
    CHECK_INT(store_account_disable(p->s, &by, anna, 1, &p->fail), -1, "last");
    CHECK_INT(store_account_roles(p->s, &by, anna, ROLE_ANALYST, &p->fail), -1,
        "last role");
    CHECK_INT(store_account_roles(p->s, &by, 99, ROLE_ANALYST, &p->fail), -1,
        "nobody");
    CHECK_INT(
        store_account_roles(p->s, &by, bo, 0, &p->fail), -1, "no role at all");
    OK(p, store_account_roles(p->s, &by, bo, ROLE_ADMINISTRATOR, &p->fail));
    OK(p, store_account_disable(p->s, &by, anna, 1, &p->fail));
    CHECK_INT(store_account_disable(p->s, &by, bo, 1, &p->fail), -1,
        "the other one is disabled");
    OK(p, store_account_disable(p->s, &by, anna, 0, &p->fail));
    OK(p, store_account_disable(p->s, &by, bo, 1, &p->fail));
    check_audit(p, 4,
        "root user.disable user bo\nroot user.enable user anna\n"
        "root user.disable user anna\nroot user.roles user bo\n");
    check_end();
}

static void
sessions_end(void **state)
{
    static const struct {
        const char *name;
        int64_t seen, then; /* after the start */
        int found;
    } cases[] = {
        { "at once", 0, 0, 1 },
        { "before it is idle", 0, HOUR - 1, 1 },
        { "idle", 0, HOUR, 0 },
        { "in use", HOUR - 1, 2 * HOUR - 2 * MINUTE, 1 },
        { "idle after use", HOUR - 1, 2 * HOUR, 0 },
        { "too old", 0, 10 * HOUR, 0 },
    };
    struct place *p = *state;
    struct store_session s;
    char hash[32];
    int64_t anna;

    OK(p, add(p, "anna", ROLE_ANALYST, &anna));
    for (size_t i = 0; i < COUNT(cases); i++) {
        snprintf(hash, sizeof hash, "h%zu", i);
        OK(p, store_session_add(
                  p->s, hash, anna, &by, "password", STR("::1"), &p->fail));
        if (cases[i].seen > 0)
            CHECK_INT(store_session_find(p->s, hash, &limits,
                          NOW + cases[i].seen, &s, &p->fail),
                1, cases[i].name);
        CHECK_INT(store_session_find(
                      p->s, hash, &limits, NOW + cases[i].then, &s, &p->fail),
            cases[i].found, cases[i].name);
        if (!cases[i].found)
            CHECK_INT(
                store_session_find(p->s, hash, &limits, NOW, &s, &p->fail), 0,
                "over is over");
    }
    CHECK_INT(store_session_find(p->s, "other", &limits, NOW, &s, &p->fail), 0,
        "unknown");
    check_end();
}

/* Each of these ends what was open. */
static void
sessions_are_revoked(void **state)
{
    struct place *p = *state;
    struct store_session s;
    struct store_token t = { .scopes = SCOPE_READ };
    int64_t anna, bo;

    OK(p, add(p, "anna", ROLE_ADMINISTRATOR, &anna));
    OK(p, add(p, "bo", ROLE_ANALYST, &bo));
#define OPEN(hash, who)                                                        \
    OK(p, store_session_add(                                                   \
              p->s, hash, who, &by, "password", STR("::1"), &p->fail))
#define FOUND(hash) store_session_find(p->s, hash, &limits, NOW, &s, &p->fail)
    OPEN("a", anna);
    OPEN("b1", bo);
    OPEN("b2", bo);
    OK(p, store_session_end(p->s, "b1", &by, &p->fail));
    CHECK_INT(FOUND("b1"), 0, "signed out");
    CHECK_INT(FOUND("b2"), 1, "the other one stays");
    OK(p, store_account_password(p->s, &by, bo, "$new", 1, &p->fail));
    CHECK_INT(FOUND("b2"), 0, "new password");
    CHECK_INT(FOUND("a"), 1, "of another person");
    OPEN("b3", bo);
    CHECK_INT(FOUND("b3"), 1, "again");
    CHECK_INT(s.account.must_change, 1, "must choose another");
    t.account.account.id = bo;
    OK(p, store_token_add(p->s, &by, &t, "t", &p->fail));
    OK(p, store_account_disable(p->s, &by, bo, 1, &p->fail));
    CHECK_INT(FOUND("b3"), 0, "disabled");
    CHECK_INT(store_token_find(p->s, "t", NOW, &t, &p->fail), 0, "its token");
    OK(p, store_account_disable(p->s, &by, bo, 0, &p->fail));
    CHECK_INT(FOUND("b3"), 0, "enabled again");
    CHECK_INT(store_token_find(p->s, "t", NOW, &t, &p->fail), 0,
        "its token stays revoked");
    OK(p, store_session_end_all(p->s, anna, &p->fail));
    CHECK_INT(FOUND("a"), 0, "all of anna");
    for (int i = 0; i < STORE_SESSIONS_PER_ACCOUNT + 1; i++) {
        char hash[32];
        struct store_by later = { "anna", NOW + i };

        snprintf(hash, sizeof hash, "many%d", i);
        OK(p, store_session_add(
                  p->s, hash, anna, &later, "password", STR("::1"), &p->fail));
    }
    CHECK_INT(FOUND("many0"), 0, "the oldest of too many");
    CHECK_INT(FOUND("many1"), 1, "the next");
    check_end();
}

static void
tokens_end(void **state)
{
    struct place *p = *state;
    struct store_token t = { .scopes = SCOPE_READ | SCOPE_DECIDE,
        .name = "case system",
        .expires_ms = NOW + HOUR };
    struct store_token found, none = { .scopes = 0 };
    int64_t anna;

    OK(p, add(p, "anna", ROLE_ANALYST, &anna));
    t.account.account.id = anna;
    OK(p, store_token_add(p->s, &by, &t, "hash", &p->fail));
    CHECK_INT(
        store_token_find(p->s, "hash", NOW, &found, &p->fail), 1, "found");
    CHECK_INT(found.scopes, SCOPE_READ | SCOPE_DECIDE, "scopes");
    CHECK_TEXT(found.name, "case system", "name");
    CHECK_TEXT(found.account.account.name, "anna", "whose");
    CHECK_INT(store_token_find(p->s, "hash", NOW + HOUR, &found, &p->fail), 0,
        "over");
    CHECK_INT(
        store_token_find(p->s, "other", NOW, &found, &p->fail), 0, "unknown");
    OK(p, store_token_revoke(p->s, &by, t.id, &p->fail));
    CHECK_INT(
        store_token_find(p->s, "hash", NOW, &found, &p->fail), 0, "revoked");
    CHECK_INT(store_token_revoke(p->s, &by, t.id, &p->fail), -1, "twice");
    CHECK_INT(store_token_revoke(p->s, &by, 99, &p->fail), -1, "none");
    none.account.account.id = anna;
    CHECK_INT(store_token_add(p->s, &by, &none, "x", &p->fail), -1, "no scope");
    t.account.account.id = 77;
    CHECK_INT(store_token_add(p->s, &by, &t, "y", &p->fail), -1, "nobody's");
    check_end();
}

/* One entry for each person, case and session, however often they look. */
static void
notes_who_saw_what(void **state)
{
    struct place *p = *state;
    struct store_by anna = { "anna", NOW };

    for (int i = 0; i < 3; i++) {
        OK(p, store_session_saw(p->s, "one", 7, &anna, &p->fail));
        OK(p, store_session_saw(p->s, "one", 8, &anna, &p->fail));
    }
    OK(p, store_session_saw(p->s, "two", 7, &anna, &p->fail));
    check_audit(p, 0,
        "anna case.view case 7\nanna case.view case 8\n"
        "anna case.view case 7\n");
    check_end();
}

static int64_t
wait_for(struct place *p, const char *name, const char *peer, int64_t at_ms)
{
    struct store_attempt a = { str_of(name), str_of(peer), at_ms };

    return store_throttle_wait(p->s, &a, &p->fail);
}

static void
count(struct place *p, const char *name, const char *peer, int64_t at_ms, int n)
{
    struct store_attempt a = { str_of(name), str_of(peer), at_ms };

    while (n-- > 0)
        OK(p, store_throttle_count(p->s, &a, &p->fail));
}

static void
throttles(void **state)
{
    struct place *p = *state;
    struct store_attempt mine = { STR("anna"), STR("10.0.0.1"), NOW };

    count(p, "anna", "10.0.0.1", NOW, STORE_THROTTLE_NAME_FREE - 1);
    CHECK_INT(wait_for(p, "anna", "10.0.0.1", NOW), 0, "free");
    count(p, "anna", "10.0.0.1", NOW, 1);
    CHECK_INT(wait_for(p, "anna", "10.0.0.1", NOW), STORE_THROTTLE_FIRST_MS,
        "first wait");
    CHECK_INT(wait_for(p, "ANNA", "10.0.0.9", NOW), STORE_THROTTLE_FIRST_MS,
        "from anywhere, in any case");
    CHECK_INT(wait_for(p, "bo", "10.0.0.1", NOW), 0, "another name");
    CHECK_INT(wait_for(p, "anna", "10.0.0.1", NOW + STORE_THROTTLE_FIRST_MS), 0,
        "waited");
    count(p, "anna", "10.0.0.1", NOW, 1);
    CHECK_INT(wait_for(p, "anna", "10.0.0.1", NOW), 2 * STORE_THROTTLE_FIRST_MS,
        "doubled");
    count(p, "anna", "10.0.0.2", NOW, 60);
    CHECK_INT(wait_for(p, "anna", "10.0.0.1", NOW), STORE_THROTTLE_WAIT_MAX_MS,
        "never longer");
    CHECK_INT(wait_for(p, "anna", "10.0.0.1", NOW + STORE_THROTTLE_FORGET_MS),
        0, "forgotten");
    OK(p, store_throttle_clear(p->s, &mine, &p->fail));
    CHECK_INT(wait_for(p, "anna", "10.0.0.1", NOW), 0, "it was anna");
    /* Many names from one address. */
    for (int i = 0; i < STORE_THROTTLE_PEER_FREE; i++) {
        char name[32];

        snprintf(name, sizeof name, "nobody%d", i);
        count(p, name, "10.0.0.3", NOW, 1);
    }
    CHECK_INT(wait_for(p, "bo", "10.0.0.3", NOW) > 0, 1, "address");
    CHECK_INT(wait_for(p, "bo", "10.0.0.4", NOW), 0, "another address");
    CHECK_INT(wait_for(p, "bo", "::ffff:10.0.0.3", NOW) > 0, 1,
        "the same, written as IPv6");
    /* Each from another address of one network. */
    for (int i = 0; i < STORE_THROTTLE_PEER_FREE; i++) {
        char name[32], peer[64];

        snprintf(name, sizeof name, "nobody%d", i);
        snprintf(peer, sizeof peer, "2001:db8:0:7:%x::%x", i * 7, i + 1);
        count(p, name, peer, NOW, 1);
    }
    CHECK_INT(wait_for(p, "bo", "2001:db8:0:7:ffff:1:2:3", NOW) > 0, 1,
        "a network of IPv6");
    CHECK_INT(wait_for(p, "bo", "2001:db8:0:8::1", NOW), 0, "the next network");
    check_end();
}

static void
allows_campaigns_as_they_were(void **state)
{
    struct place *p = *state;

    OK(p, store_campaign_allow(p->s, &by, "toys.yaml", "d1", &p->fail));
    CHECK_INT(store_campaign_allowed(p->s, "toys.yaml", "d1", &p->fail), 1,
        "as it was");
    CHECK_INT(store_campaign_allowed(p->s, "toys.yaml", "d2", &p->fail), 0,
        "changed since");
    CHECK_INT(
        store_campaign_allowed(p->s, "other.yaml", "d1", &p->fail), 0, "other");
    OK(p, store_campaign_allow(p->s, &by, "toys.yaml", "d2", &p->fail));
    CHECK_INT(store_campaign_allowed(p->s, "toys.yaml", "d2", &p->fail), 1,
        "looked at again");
    OK(p, store_campaign_forbid(p->s, &by, "toys.yaml", &p->fail));
    OK(p, store_campaign_forbid(p->s, &by, "toys.yaml", &p->fail));
    CHECK_INT(store_campaign_allowed(p->s, "toys.yaml", "d2", &p->fail), 0,
        "forbidden");
    check_audit(p, 0,
        "root campaign.forbid campaign toys.yaml\n"
        "root campaign.allow campaign toys.yaml\n"
        "root campaign.allow campaign toys.yaml\n");
    check_end();
}

#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        T(adds_and_finds_accounts),
        T(keeps_an_administrator),
        T(sessions_end),
        T(sessions_are_revoked),
        T(tokens_end),
        T(notes_who_saw_what),
        T(throttles),
        T(allows_campaigns_as_they_were),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
