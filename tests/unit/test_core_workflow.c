#include "tests/check.h"

#include "base/mem.h"
#include "core/workflow.h"

#define A ROLE_ANALYST
#define V ROLE_VALIDATOR
#define ADMIN ROLE_ADMINISTRATOR
#define EVERY_PERSON (A | V | ROLE_AUDITOR | ADMIN)

/* One letter per state, in their order. */
static const char letters[] = "nais"  /* new assigned needs_info escalated */
                              "lcdv"  /* relisted confirmed dismissed valid. */
                              "orwx"; /* ordered removed watching closed */

/* What each act does from each state to somebody with one role: the letter of
 * the state after it, '-' from no role, '.' not with this one. */
static void
tabulate(void **state)
{
    static const struct {
        enum workflow_act act;
        unsigned roles;
        const char *want; /* from: naislcdvorwx */
    } cases[] = {
        { WORKFLOW_ASSIGN, A, "aaislcdvorw-" },
        { WORKFLOW_ASSIGN, ADMIN, "aaislcdvorw-" },
        { WORKFLOW_ASSIGN, ROLE_AUDITOR, "...........-" },
        { WORKFLOW_RELEASE, V, "nnislcdvorw-" },
        { WORKFLOW_CONFIRM, A, "ccccc-c-----" },
        { WORKFLOW_CONFIRM, V, ".....-.-----" },
        { WORKFLOW_DISMISS, A, "dddddd------" },
        { WORKFLOW_DISMISS, ADMIN, "......------" },
        { WORKFLOW_ASK, A, "iiiiiii-----" },
        { WORKFLOW_ESCALATE, A, "sss-sss-----" },
        { WORKFLOW_VALIDATE, V, "-----v------" },
        { WORKFLOW_VALIDATE, A, "-----.------" },
        { WORKFLOW_REJECT, V, "-----n-n----" },
        { WORKFLOW_REJECT, A, "-----.-.----" },
        { WORKFLOW_ORDER, A, "-----o-oo---" },
        { WORKFLOW_ORDER, V, "-----o-oo---" },
        { WORKFLOW_ORDER, WORKFLOW_PROGRAM, "-----.-..---" },
        { WORKFLOW_MARK_REMOVED, A, "----rr-rr-r-" },
        { WORKFLOW_MARK_REMOVED, WORKFLOW_PROGRAM, "----rr-rr-r-" },
        { WORKFLOW_WATCH, A, "--------ww--" },
        { WORKFLOW_WATCH, WORKFLOW_PROGRAM, "--------ww--" },
        { WORKFLOW_RELIST, A, "---------lll" },
        { WORKFLOW_RELIST, WORKFLOW_PROGRAM, "---------lll" },
        { WORKFLOW_REOPEN, A, "---.-nn....n" },
        { WORKFLOW_REOPEN, V, "---.-nnnnnnn" },
        { WORKFLOW_REOPEN, WORKFLOW_PROGRAM, "---n-nn....n" },
        { WORKFLOW_CLOSE, A, "---x-xxxxxx-" },
        { WORKFLOW_CLOSE, WORKFLOW_PROGRAM, "---.-....xx-" },
        { WORKFLOW_NOTE, A, "naislcdvorwx" },
        { WORKFLOW_NOTE, ROLE_AUDITOR, "............" },
        { WORKFLOW_NOTE, WORKFLOW_PROGRAM, "............" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[WORKFLOW_STATES + 1] = "";

        for (int from = 0; from < WORKFLOW_STATES; from++) {
            struct workflow_ask ask = { .from = (enum workflow_state)from,
                .act = cases[i].act,
                .roles = cases[i].roles };
            enum workflow_state to = WORKFLOW_STATES;
            enum workflow_why why = workflow_check(&ask, &to);

            got[from] = why == WORKFLOW_MAY           ? letters[to]
                        : why == WORKFLOW_WRONG_ROLE  ? '.'
                        : why == WORKFLOW_WRONG_STATE ? '-'
                                                      : '?';
        }
        CHECK_TEXT(got, cases[i].want, workflow_act_name(cases[i].act));
    }
    check_end();
}

static void
asks_for_a_second_person(void **state)
{
    static const struct {
        const char *name;
        struct workflow_ask ask;
        enum workflow_why why;
    } cases[] = {
        { "who confirmed does not validate",
            { WORKFLOW_CONFIRMED, WORKFLOW_VALIDATE, A | V, 0, 1, 1 },
            WORKFLOW_SAME_PERSON },
        { "nor where the risk is not serious",
            { WORKFLOW_CONFIRMED, WORKFLOW_VALIDATE, A | V, 0, 0, 1 },
            WORKFLOW_SAME_PERSON },
        { "whatever roles they have",
            { WORKFLOW_CONFIRMED, WORKFLOW_VALIDATE, EVERY_PERSON, 0, 1, 1 },
            WORKFLOW_SAME_PERSON },
        { "somebody else does",
            { WORKFLOW_CONFIRMED, WORKFLOW_VALIDATE, V, 0, 1, 0 },
            WORKFLOW_MAY },
        { "nor rejects", { WORKFLOW_VALIDATED, WORKFLOW_REJECT, V, 0, 1, 1 },
            WORKFLOW_SAME_PERSON },
        { "no order before", { WORKFLOW_CONFIRMED, WORKFLOW_ORDER, A, 0, 1, 0 },
            WORKFLOW_NOT_VALIDATED },
        { "order after", { WORKFLOW_VALIDATED, WORKFLOW_ORDER, A, 0, 1, 1 },
            WORKFLOW_MAY },
        { "a second letter", { WORKFLOW_ORDERED, WORKFLOW_ORDER, A, 0, 1, 1 },
            WORKFLOW_MAY },
        { "no way around", { WORKFLOW_CONFIRMED, WORKFLOW_CLOSE, A, 0, 1, 0 },
            WORKFLOW_NOT_VALIDATED },
        { "no serious risk", { WORKFLOW_CONFIRMED, WORKFLOW_ORDER, A, 0, 0, 1 },
            WORKFLOW_MAY },
        { "the role comes first",
            { WORKFLOW_CONFIRMED, WORKFLOW_VALIDATE, A, 0, 1, 1 },
            WORKFLOW_WRONG_ROLE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum workflow_state to;

        CHECK_INT(
            workflow_check(&cases[i].ask, &to), cases[i].why, cases[i].name);
    }
    check_end();
}

static void
comes_back_to_whoever_has_it(void **state)
{
    struct workflow_ask ask = { WORKFLOW_CONFIRMED, WORKFLOW_REJECT, V, 1, 1,
        0 };
    enum workflow_state to;

    (void)state;
    CHECK_INT(workflow_check(&ask, &to), WORKFLOW_MAY, "reject");
    CHECK_INT(to, WORKFLOW_ASSIGNED, "to who had it");
    ask.act = WORKFLOW_REOPEN;
    CHECK_INT(workflow_check(&ask, &to), WORKFLOW_MAY, "reopen");
    CHECK_INT(to, WORKFLOW_ASSIGNED, "the same");
    check_end();
}

static void
names_go_both_ways(void **state)
{
    enum workflow_state s;
    enum workflow_act a;

    (void)state;
    for (int i = 0; i < WORKFLOW_STATES; i++) {
        const char *name = workflow_state_name((enum workflow_state)i);

        CHECK_INT(workflow_state_find(&s, str_of(name)), 0, name);
        CHECK_INT(s, i, name);
    }
    for (int i = 0; i < WORKFLOW_ACTS; i++) {
        const char *name = workflow_act_name((enum workflow_act)i);

        CHECK_INT(workflow_act_find(&a, str_of(name)), 0, name);
        CHECK_INT(a, i, name);
        CHECK_INT(workflow_role_may((enum workflow_act)i, ROLE_AUDITOR), 0,
            "an auditor changes nothing");
    }
    for (int i = 0; i < WORKFLOW_WHYS; i++)
        CHECK_INT(workflow_why_name((enum workflow_why)i) != NULL, 1, "why");
    CHECK_INT(workflow_state_find(&s, STR("open")), -1, "no state");
    CHECK_INT(workflow_act_find(&a, STR("")), -1, "no act");
    CHECK_INT(workflow_is_open(WORKFLOW_RELISTED), 1, "relisted is open");
    CHECK_INT(workflow_is_open(WORKFLOW_CONFIRMED), 0, "confirmed is not");
    CHECK_INT(workflow_can_undo(WORKFLOW_ORDER), 0, "an order was sent");
    CHECK_INT(workflow_can_undo(WORKFLOW_DISMISS), 1, "a slip of the key");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tabulate),
        cmocka_unit_test(asks_for_a_second_person),
        cmocka_unit_test(comes_back_to_whoever_has_it),
        cmocka_unit_test(names_go_both_ways),
    };

    return cmocka_run_group_tests_name("core/workflow", tests, NULL, NULL);
}
