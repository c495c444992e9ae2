#include "tests/check.h"

#include "base/mem.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "tests/acts.h"
#include "tests/cases.h"

#include <signal.h>
#include <sys/wait.h>

#define MINUTE 60000
#define NOW CASES_NOW_MS

static int
setup(void **state)
{
    *state = cases_new();
    return 0;
}

static int
teardown(void **state)
{
    cases_free(*state);
    return 0;
}

/* Kind, author and state of every event, oldest first. */
static void
check_history(struct cases *c, int64_t id, const char *want)
{
    struct buf got = BUF_MAX(2000);
    struct js *j = NULL;

    assert_int_equal(store_case_find(c->s, id, &j, &c->fail), 0);
    for (size_t i = 0; i < js_count(js_get(j, "history")); i++) {
        const struct js *e = js_at(js_get(j, "history"), i);

        buf_addf(&got, STR_FMT "/" STR_FMT ">" STR_FMT "%s ",
            STR_ARG(js_get_text(e, "kind")), STR_ARG(js_get_text(e, "author")),
            STR_ARG(js_get_text(e, "state")),
            js_bool(js_get(e, "undone"), 0) ? "!" : "");
    }
    CHECK_TEXT(buf_text(&got), want, "history");
    js_free(j);
    buf_clear(&got);
}

/* "state/assignee/verdict". */
static void
check_case(struct cases *c, int64_t id, const char *want, const char *name)
{
    struct buf got = BUF_MAX(500);
    struct js *j = NULL;

    assert_int_equal(store_case_find(c->s, id, &j, &c->fail), 0);
    buf_addf(&got, STR_FMT "/" STR_FMT "/" STR_FMT,
        STR_ARG(js_get_text(j, "state")), STR_ARG(js_get_text(j, "assignee")),
        STR_ARG(js_get_text(j, "verdict")));
    CHECK_TEXT(buf_text(&got), want, name);
    js_free(j);
    buf_clear(&got);
}

/* Case 1 has a finding of severity 4. */
static void
goes_the_whole_way(void **state)
{
    static const struct {
        const char *author;
        enum workflow_act act;
        const char *reason;
        enum workflow_why why;
        const char *after;
    } steps[] = {
        { "anna", WORKFLOW_ASSIGN, "", WORKFLOW_MAY, "assigned/anna/" },
        { "anna", WORKFLOW_CONFIRM, "same_product", WORKFLOW_MAY,
            "confirmed/anna/confirm" },
        { "anna", WORKFLOW_CONFIRM, "same_product", WORKFLOW_WRONG_STATE,
            "confirmed/anna/confirm" },
        { "anna", WORKFLOW_ORDER, "", WORKFLOW_NOT_VALIDATED,
            "confirmed/anna/confirm" },
        { "anna", WORKFLOW_VALIDATE, "", WORKFLOW_SAME_PERSON,
            "confirmed/anna/confirm" },
        { "Anna", WORKFLOW_VALIDATE, "", WORKFLOW_SAME_PERSON,
            "confirmed/anna/confirm" },
        { "bo", WORKFLOW_REJECT, "", WORKFLOW_WRONG_REASON,
            "confirmed/anna/confirm" },
        { "bo", WORKFLOW_REJECT, "weak_evidence", WORKFLOW_MAY,
            "assigned/anna/" },
        { "anna", WORKFLOW_CONFIRM, "banned", WORKFLOW_MAY,
            "confirmed/anna/confirm" },
        { "bo", WORKFLOW_VALIDATE, "banned", WORKFLOW_WRONG_REASON,
            "confirmed/anna/confirm" },
        { "bo", WORKFLOW_VALIDATE, "", WORKFLOW_MAY, "validated/anna/confirm" },
        { "anna", WORKFLOW_ORDER, "", WORKFLOW_MAY, "ordered/anna/confirm" },
        { "anna", WORKFLOW_UNDO, "", WORKFLOW_NOTHING, "ordered/anna/confirm" },
        { "anna", WORKFLOW_MARK_REMOVED, "", WORKFLOW_MAY,
            "removed/anna/confirm" },
        { "anna", WORKFLOW_WATCH, "", WORKFLOW_MAY, "watching/anna/confirm" },
        { "anna", WORKFLOW_RELIST, "", WORKFLOW_MAY, "relisted/anna/confirm" },
        { "bo", WORKFLOW_CONFIRM, "same_product", WORKFLOW_MAY,
            "confirmed/anna/confirm" },
        { "bo", WORKFLOW_VALIDATE, "", WORKFLOW_SAME_PERSON,
            "confirmed/anna/confirm" },
        { "anna", WORKFLOW_VALIDATE, "", WORKFLOW_MAY,
            "validated/anna/confirm" },
        { "anna", WORKFLOW_CLOSE, "remedied", WORKFLOW_MAY,
            "closed/anna/confirm" },
        { "anna", WORKFLOW_ASSIGN, "", WORKFLOW_WRONG_STATE,
            "closed/anna/confirm" },
        { "anna", WORKFLOW_REOPEN, "objection", WORKFLOW_MAY,
            "assigned/anna/" },
        { "anna", WORKFLOW_RELEASE, "", WORKFLOW_MAY, "new//" },
        { "anna", WORKFLOW_DISMISS, "complies", WORKFLOW_MAY,
            "dismissed//dismiss" },
    };
    struct cases *c = *state;
    struct store_audit_check check;
    struct store_acted acted;
    int64_t done = 0;

    for (size_t i = 0; i < COUNT(steps); i++) {
        int rc = acts_by(c->s, 1, steps[i].act, steps[i].reason,
            steps[i].author, -1, NOW + (int64_t)i, &acted, &c->fail);

        CHECK_INT(rc, steps[i].why != WORKFLOW_MAY, steps[i].after);
        CHECK_INT(acted.why, steps[i].why, c->fail.text);
        check_case(c, 1, steps[i].after, workflow_act_name(steps[i].act));
        done += rc == 0;
    }
    assert_int_equal(store_audit_verify(c->s, &check, &c->fail), 0);
    CHECK_INT(check.problem, STORE_AUDIT_WHOLE, "chain");
    CHECK_INT(check.entries, done, "every act is in the log, and no refusal");
    check_end();
}

static void
a_risk_that_is_not_serious_needs_one_person(void **state)
{
    struct workflow_settings off = workflow_settings_default();
    struct cases *c = *state;
    struct store_acted acted;

    assert_int_equal(acts(c->s, 2, WORKFLOW_CONFIRM, "banned", &c->fail), 0);
    CHECK_INT(acts(c->s, 2, WORKFLOW_ORDER, "", &c->fail), 0, "ordered");
    assert_int_equal(acts(c->s, 1, WORKFLOW_CONFIRM, "banned", &c->fail), 0);
    CHECK_INT(
        acts_by(c->s, 1, WORKFLOW_ORDER, "", "anna", -1, 1, &acted, &c->fail),
        1, "serious");
    off.second_person = 0;
    assert_int_equal(
        store_workflow_settings_put(c->s, &off, STR("root"), NOW, &c->fail), 0);
    CHECK_INT(acts(c->s, 1, WORKFLOW_ORDER, "", &c->fail), 0, "switched off");
    check_end();
}

/* The notice was withdrawn after somebody confirmed: its finding is weaker
 * now, and still nobody decides alone. */
static void
stays_serious_once_confirmed(void **state)
{
    struct cases *c = *state;
    struct buf line = BUF_MAX(1 << 16);
    struct str text = str_of(cases_lines[0]);
    ptrdiff_t at = str_find(text, STR("\"severity\":4"), 0);
    struct store_acted acted;

    assert_int_equal(acts(c->s, 1, WORKFLOW_CONFIRM, "banned", &c->fail), 0);
    buf_adds(&line, str_sub(text, 0, (size_t)at));
    buf_addz(&line, "\"severity\":1");
    buf_adds(&line, str_sub(text, (size_t)at + 12, text.len));
    cases_put(c, buf_str(&line), NOW + 1000);
    check_case(c, 1, "confirmed//confirm", "nothing is new");
    CHECK_INT(
        acts_by(c->s, 1, WORKFLOW_ORDER, "", "bo", -1, 1, &acted, &c->fail), 1,
        "order");
    CHECK_INT(acted.why, WORKFLOW_NOT_VALIDATED, c->fail.text);
    buf_clear(&line);
    check_end();
}

static void
add_account(struct cases *c, const char *name, unsigned roles, int disabled)
{
    struct store_by by = { "root", NOW };
    struct store_account a = { .disabled = 0 };

    assert_int_equal(
        account_init(&a.account, str_of(name), STR(""), &c->fail), 0);
    a.account.roles = roles;
    assert_int_equal(store_account_add(c->s, &by, &a, "", &c->fail), 0);
    if (disabled)
        assert_int_equal(
            store_account_disable(c->s, &by, a.account.id, 1, &c->fail), 0);
}

static void
gives_cases_to_those_who_can_work_on_them(void **state)
{
    static const struct {
        const char *assignee;
        enum workflow_why why;
    } cases[] = {
        { "anna", WORKFLOW_MAY },
        { "", WORKFLOW_MAY }, /* oneself */
        { "bo", WORKFLOW_MAY },
        { "nobody", WORKFLOW_NO_PERSON },
        { "otto", WORKFLOW_NO_PERSON },
        { "gone", WORKFLOW_NO_PERSON },
    };
    struct cases *c = *state;

    add_account(c, "root", ROLE_ADMINISTRATOR, 0);
    add_account(c, "anna", ROLE_ANALYST, 0);
    add_account(c, "bo", ROLE_VALIDATOR, 0);
    add_account(c, "otto", ROLE_AUDITOR, 0);
    add_account(c, "gone", ROLE_ANALYST, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store_act a = { .id = 2,
            .act = WORKFLOW_ASSIGN,
            .author = STR("anna"),
            .roles = ROLE_ANALYST,
            .assignee = str_of(cases[i].assignee),
            .expected = -1,
            .at_ms = NOW };
        struct store_acted acted;

        CHECK_INT(store_case_act(c->s, &a, &acted, &c->fail),
            cases[i].why != WORKFLOW_MAY, cases[i].assignee);
        CHECK_INT(acted.why, cases[i].why, cases[i].assignee);
    }
    check_end();
}

static void
keeps_a_remark_beside_the_assignee(void **state)
{
    struct cases *c = *state;
    struct store_act a = { .id = 2,
        .act = WORKFLOW_ASSIGN,
        .author = STR("anna"),
        .roles = ROLE_ANALYST,
        .assignee = STR("bo"),
        .note = STR("you know this seller"),
        .expected = 2,
        .at_ms = NOW };
    struct store_acted acted;

    assert_int_equal(store_case_act(c->s, &a, &acted, &c->fail), 0);
    check_history(c, 2, "opened/>new noted/anna>new assigned/anna>assigned ");
    check_case(c, 2, "assigned/bo/", "his");
    CHECK_INT(acted.event, 6, "the last event");
    CHECK_INT(acts(c->s, 2, WORKFLOW_UNDO, "", &c->fail), 0, "taken back");
    check_case(c, 2, "new//", "nobody's");
    check_end();
}

static void
the_second_is_told_who_was_first(void **state)
{
    struct cases *c = *state;
    struct store_acted acted, first;

    /* The events of the four cases have the numbers 1 to 4. */
    assert_int_equal(acts_by(c->s, 2, WORKFLOW_CONFIRM, "banned", "anna", 2,
                         NOW, &first, &c->fail),
        0);
    CHECK_INT(first.event, 5, "number of the new event");
    CHECK_INT(acts_by(c->s, 2, WORKFLOW_DISMISS, "complies", "bo", 2, NOW + 1,
                  &acted, &c->fail),
        1, "too late");
    CHECK_INT(acted.why, WORKFLOW_CHANGED, "why");
    CHECK_TEXT(acted.other.who, "anna", "who");
    CHECK_TEXT(acted.other.what, "confirm", "what");
    CHECK_INT(acted.other.at_ms, NOW, "when");
    CHECK_INT(strstr(c->fail.text,
                  "changed meanwhile by anna (confirm, 2026") != NULL,
        1, c->fail.text);
    CHECK_INT(acts_by(c->s, 2, WORKFLOW_DISMISS, "complies", "bo", 99, NOW,
                  &acted, &c->fail),
        1, "a number of the future");
    CHECK_INT(acts_by(c->s, 2, WORKFLOW_DISMISS, "complies", "bo", first.event,
                  NOW, &acted, &c->fail),
        0, "who has seen it may");
    check_history(
        c, 2, "opened/>new decided/anna>confirmed decided/bo>dismissed ");
    check_end();
}

static void
takes_back_ones_own_last_act(void **state)
{
    struct cases *c = *state;
    struct store_acted a;

#define ACT(act, reason, author, after)                                        \
    acts_by(c->s, 2, WORKFLOW_##act, reason, author, -1, NOW + (after), &a,    \
        &c->fail)
    CHECK_INT(ACT(UNDO, "", "anna", 0), 1, "nothing yet");
    CHECK_INT(a.why, WORKFLOW_NOTHING, "why");
    assert_int_equal(ACT(ASSIGN, "", "anna", 0), 0);
    assert_int_equal(ACT(DISMISS, "complies", "anna", 1), 0);
    CHECK_INT(ACT(UNDO, "", "bo", 2), 1, "not by another");
    CHECK_INT(a.why, WORKFLOW_NOT_YOURS, "why");
    CHECK_TEXT(a.other.who, "anna", "whose it is");
    CHECK_INT(ACT(UNDO, "", "anna", 30 * MINUTE + 2), 1, "too late");
    CHECK_INT(a.why, WORKFLOW_TOO_LATE, "why");
    CHECK_INT(ACT(UNDO, "", "anna", 30 * MINUTE), 0, "just in time");
    check_case(c, 2, "assigned/anna/", "as before");
    CHECK_INT(ACT(UNDO, "", "anna", 2), 0, "and one more");
    check_case(c, 2, "new//", "as in the beginning");
    CHECK_INT(ACT(UNDO, "", "anna", 3), 1, "no more");
    assert_int_equal(ACT(CONFIRM, "banned", "bo", 4), 0);
    CHECK_INT(ACT(VALIDATE, "", "anna", 5), 0, "the first did not confirm");
#undef ACT
    check_history(c, 2,
        "opened/>new assigned/anna>assigned! decided/anna>dismissed! "
        "undone/anna>assigned undone/anna>new decided/bo>confirmed "
        "validated/anna>validated ");
    check_end();
}

static void
undo_takes_the_verdict_back_too(void **state)
{
    struct cases *c = *state;
    struct js *j = NULL;

    assert_int_equal(acts(c->s, 1, WORKFLOW_DISMISS, "complies", &c->fail), 0);
    assert_int_equal(acts(c->s, 1, WORKFLOW_CONFIRM, "banned", &c->fail), 0);
    assert_int_equal(acts(c->s, 1, WORKFLOW_UNDO, "", &c->fail), 0);
    check_case(c, 1, "dismissed//dismiss", "the decision before holds");
    assert_int_equal(acts(c->s, 1, WORKFLOW_UNDO, "", &c->fail), 0);
    assert_int_equal(store_case_find(c->s, 1, &j, &c->fail), 0);
    CHECK_TEXT(js_get_text(j, "decided_at").p, NULL, "never decided");
    js_free(j);
    assert_int_equal(store_queue_stats(c->s, &j, &c->fail), 0);
    for (size_t i = 0; i < js_count(js_get(j, "findings")); i++)
        CHECK_INT(
            js_integer(js_get(js_at(js_get(j, "findings"), i), "decided"), -1),
            0, "figures forget it");
    js_free(j);
    check_end();
}

static void
figures_keep_what_was_confirmed(void **state)
{
    static const enum workflow_act way[] = { WORKFLOW_VALIDATE, WORKFLOW_ORDER,
        WORKFLOW_MARK_REMOVED, WORKFLOW_WATCH, WORKFLOW_RELIST };
    struct cases *c = *state;
    struct store_acted a;

    assert_int_equal(acts(c->s, 1, WORKFLOW_CONFIRM, "banned", &c->fail), 0);
    for (size_t i = 0; i < COUNT(way); i++) {
        const char *name = workflow_act_name(way[i]);
        struct js *j = NULL;
        const struct js *f;

        CHECK_INT(
            acts_by(c->s, 1, way[i], "", "bo", -1, 1, &a, &c->fail), 0, name);
        assert_int_equal(store_queue_stats(c->s, &j, &c->fail), 0);
        f = js_at(js_get(j, "sources"), 1);
        CHECK_TEXT(js_get_text(f, "source").p, "recall", "source");
        CHECK_INT(js_integer(js_get(f, "confirmed"), 0), 1, name);
        js_free(j);
    }
    check_end();
}

static void
checks_who_and_what(void **state)
{
    static const struct {
        const char *name;
        struct store_act a;
        int want;
        enum workflow_why why;
        const char *text;
    } cases[] = {
        { "no author",
            { 1, WORKFLOW_NOTE, { "", 0 }, ROLE_ANALYST, { "", 0 }, { "x", 1 },
                { "", 0 }, -1, 1, 0 },
            -1, WORKFLOW_MAY, "needs an author" },
        { "two lines",
            { 1, WORKFLOW_ASSIGN, { "a", 1 }, ROLE_ANALYST, { "", 0 },
                { "", 0 }, { "a\nb", 3 }, -1, 1, 0 },
            -1, WORKFLOW_MAY, "control character" },
        { "no case",
            { 99, WORKFLOW_ASSIGN, { "a", 1 }, ROLE_ANALYST, { "", 0 },
                { "", 0 }, { "", 0 }, -1, 1, 0 },
            1, WORKFLOW_NO_CASE, "no case 99" },
        { "auditor",
            { 1, WORKFLOW_NOTE, { "a", 1 }, ROLE_AUDITOR, { "", 0 }, { "x", 1 },
                { "", 0 }, -1, 1, 0 },
            1, WORKFLOW_WRONG_ROLE, "roles" },
        { "no role at all",
            { 1, WORKFLOW_UNDO, { "a", 1 }, 0, { "", 0 }, { "", 0 }, { "", 0 },
                -1, 1, 0 },
            1, WORKFLOW_WRONG_ROLE, "roles" },
        { "validator confirms",
            { 1, WORKFLOW_CONFIRM, { "a", 1 }, ROLE_VALIDATOR, { "banned", 6 },
                { "", 0 }, { "", 0 }, -1, 1, 0 },
            1, WORKFLOW_WRONG_ROLE, "roles" },
        { "reason of another act",
            { 1, WORKFLOW_CONFIRM, { "a", 1 }, ROLE_ANALYST, { "complies", 8 },
                { "", 0 }, { "", 0 }, -1, 1, 0 },
            1, WORKFLOW_WRONG_REASON,
            "'complies' is not a reason to confirm; "
            "one of: same_product" },
        { "empty note",
            { 1, WORKFLOW_NOTE, { "a", 1 }, ROLE_ANALYST, { "", 0 }, { "", 0 },
                { "", 0 }, -1, 1, 0 },
            1, WORKFLOW_NOTHING, "empty" },
        { "the program decides nothing",
            { 1, WORKFLOW_CONFIRM, { "", 0 }, WORKFLOW_PROGRAM, { "", 0 },
                { "", 0 }, { "", 0 }, -1, 1, 0 },
            1, WORKFLOW_WRONG_ROLE, "roles" },
    };
    struct cases *c = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store_acted acted;

        c->fail.text[0] = '\0';
        CHECK_INT(store_case_act(c->s, &cases[i].a, &acted, &c->fail),
            cases[i].want, cases[i].name);
        CHECK_INT(acted.why, cases[i].why, cases[i].name);
        CHECK_INT(strstr(c->fail.text, cases[i].text) != NULL, 1, c->fail.text);
    }
    check_history(c, 1, "opened/>new ");
    check_end();
}

static int
lease(struct cases *c, const char *who, int64_t at_ms, int take_over,
    struct store_lease *out)
{
    struct store_lease_ask ask = { 2, str_of(who), NOW + at_ms, 10, take_over };

    return store_lease_take(c->s, &ask, out, &c->fail);
}

static void
one_case_one_person(void **state)
{
    struct cases *c = *state;
    struct store_acted a;
    struct store_lease l;

    CHECK_INT(lease(c, "anna", 0, 0, &l), 0, "anna opens it");
    CHECK_INT(l.until_ms, NOW + 10 * MINUTE, "for ten minutes");
    CHECK_INT(lease(c, "anna", MINUTE, 0, &l), 0, "looks again");
    CHECK_INT(l.until_ms, NOW + 10 * MINUTE, "nothing is written yet");
    CHECK_INT(lease(c, "anna", 6 * MINUTE, 0, &l), 0, "and again");
    CHECK_INT(l.until_ms, NOW + 16 * MINUTE, "renewed");
    CHECK_INT(lease(c, "bo", 7 * MINUTE, 0, &l), 1, "bo cannot");
    CHECK_TEXT(l.holder, "anna", "and is told who has it");
    CHECK_INT(acts_by(c->s, 2, WORKFLOW_CONFIRM, "banned", "bo", -1,
                  NOW + 8 * MINUTE, &a, &c->fail),
        1, "nor decide");
    CHECK_INT(a.why, WORKFLOW_LEASED, "why");
    CHECK_TEXT(a.other.who, "anna", "who");
    CHECK_INT(a.other.at_ms, NOW + 16 * MINUTE, "until when");
    assert_int_equal(store_lease_end(c->s, 2, STR("bo"), &c->fail), 0);
    assert_int_equal(
        store_lease_find(c->s, 2, NOW + 8 * MINUTE, &l, &c->fail), 0);
    CHECK_TEXT(l.holder, "anna", "nor end it");
    CHECK_INT(lease(c, "root", 8 * MINUTE, 1, &l), 0, "taken over");
    CHECK_TEXT(l.holder, "root", "holder");
    CHECK_INT(lease(c, "anna", 9 * MINUTE, 0, &l), 1, "anna has lost it");
    CHECK_INT(lease(c, "bo", 18 * MINUTE, 0, &l), 0, "expired");
    CHECK_TEXT(l.holder, "bo", "holder");
    CHECK_INT(acts_by(c->s, 2, WORKFLOW_CONFIRM, "banned", "bo", -1,
                  NOW + 18 * MINUTE, &a, &c->fail),
        0, "who has it decides");
    assert_int_equal(
        store_lease_find(c->s, 2, NOW + 18 * MINUTE, &l, &c->fail), 0);
    CHECK_TEXT(l.holder, "", "and is done with it");
    check_end();
}

static void
joins_the_callers_transaction(void **state)
{
    struct cases *c = *state;
    struct store_acted a;

    assert_int_equal(store_begin(c->s, &c->fail), 0);
    CHECK_INT(acts(c->s, 1, WORKFLOW_CONFIRM, "banned", &c->fail), 0, "one");
    CHECK_INT(acts_by(c->s, 1, WORKFLOW_ORDER, "", "anna", -1, 1, &a, &c->fail),
        1, "refused");
    CHECK_INT(acts(c->s, 2, WORKFLOW_CONFIRM, "banned", &c->fail), 0, "two");
    assert_int_equal(store_commit(c->s, &c->fail), 0);
    check_case(c, 1, "confirmed//confirm", "a refusal spoils nothing");
    check_case(c, 2, "confirmed//confirm", "the same");
    assert_int_equal(store_begin(c->s, &c->fail), 0);
    CHECK_INT(acts(c->s, 3, WORKFLOW_CONFIRM, "banned", &c->fail), 0, "three");
    store_rollback(c->s);
    check_case(c, 3, "new//", "all or nothing");
    check_end();
}

/* Processes decide all four cases against each other, while one is killed in
 * the middle of every round. */
static void
each_case_is_decided_once(void **state)
{
    enum { PROCESSES = 4 };
    struct cases *c = *state;
    struct store_audit_check check;
    pid_t child[PROCESSES + 1];
    int won = 0;

    store_close(c->s);
    c->s = NULL;
    for (int i = 0; i <= PROCESSES; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            struct store_acted a;
            struct store *s = NULL;
            char name[16];
            int mine = 0;

            snprintf(name, sizeof name, "p%d", i);
            if (store_open(&s, c->path, STORE_UPDATE, &c->fail) != 0)
                _exit(99);
            for (int id = 1; id <= 4; id++) {
                if (i == PROCESSES)
                    store_begin(s, &c->fail);
                mine += acts_by(s, id, WORKFLOW_CONFIRM, "banned", name, id,
                            NOW, &a, &c->fail) == 0;
                if (i == PROCESSES)
                    kill(getpid(), SIGKILL);
            }
            _exit(mine);
        }
    }
    for (int i = 0; i <= PROCESSES; i++) {
        int status;

        waitpid(child[i], &status, 0);
        won += WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    }
    assert_int_equal(store_open(&c->s, c->path, STORE_UPDATE, &c->fail), 0);
    CHECK_INT(won, 4, "one for each case");
    assert_int_equal(store_audit_verify(c->s, &check, &c->fail), 0);
    CHECK_INT(check.problem, STORE_AUDIT_WHOLE, "chain");
    CHECK_INT(check.entries, 4, "entries");
    check_end();
}

static void
reads_settings(void **state)
{
    struct cases *c = *state;
    struct workflow_settings w;

    assert_int_equal(store_workflow_settings_get(c->s, &w, &c->fail), 0);
    CHECK_INT(w.second_person, 1, "on unless it is switched off");
    CHECK_INT(w.undo_minutes, 30, "undo");
    w.undo_minutes = 0;
    w.hazards = 1u << HAZARD_FIRE;
    assert_int_equal(
        store_workflow_settings_put(c->s, &w, STR("root"), NOW, &c->fail), 0);
    w = workflow_settings_default();
    assert_int_equal(store_workflow_settings_get(c->s, &w, &c->fail), 0);
    CHECK_INT(w.undo_minutes, 0, "no undo");
    CHECK_INT(w.hazards, 1u << HAZARD_FIRE, "hazards");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        T(goes_the_whole_way),
        T(a_risk_that_is_not_serious_needs_one_person),
        T(stays_serious_once_confirmed),
        T(gives_cases_to_those_who_can_work_on_them),
        T(keeps_a_remark_beside_the_assignee),
        T(the_second_is_told_who_was_first),
        T(takes_back_ones_own_last_act),
        T(undo_takes_the_verdict_back_too),
        T(figures_keep_what_was_confirmed),
        T(checks_who_and_what),
        T(one_case_one_person),
        T(joins_the_callers_transaction),
        T(each_case_is_decided_once),
        T(reads_settings),
#undef T
    };

    return cmocka_run_group_tests_name("store/workflow", tests, NULL, NULL);
}
