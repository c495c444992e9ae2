/* tests/office.h - the pages with people who have roles, one of them disabled,
 * and a visitor; and a clock that tests move.
 */
#ifndef TESTS_OFFICE_H
#define TESTS_OFFICE_H

#include "tests/check.h"

#include "store/audit.h"
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

static inline int64_t
read_clock(void)
{
    return now_ms;
}

static inline void
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

static inline int
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

static inline int
ask(struct site *s, const char *target, const char *key, const char *more,
    const char *form)
{
    char headers[8000];

    snprintf(headers, sizeof headers,
        "Cookie: shelfwatch=%s; shelfwatch_form=%s\r\n%s", key, key, more);
    return client_ask(s->port, target, headers, form, &s->out);
}

/* How many entries an audit action has. */
static inline int
count_entry(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    (void)row;
    (void)fail;
    ++*(int *)ctx;
    return 0;
}

static inline int
entries(struct site *s, const char *action)
{
    struct store_audit_filter f = { .action = action };
    int n = 0;

    store_audit_each(s->cases->s, &f, count_entry, &n, &s->cases->fail);
    return n;
}

/* The key in the answer's cookie. */
static inline void
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

#endif
