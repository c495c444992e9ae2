#include "tests/check.h"

#include "review/queue.h"
#include "tests/acts.h"
#include "tests/site.h"

#define AW (ROLE_ANALYST | ROLE_VALIDATOR)

/* The next request is of somebody else. */
static void
become(struct site *s, const char *name, unsigned roles)
{
    struct fail fail;

    assert_int_equal(
        account_init(&s->session.user, str_of(name), STR(""), &fail), 0);
    s->session.user.roles = roles;
}

/* "state/assignee/number of decisions" */
static void
check_case(struct site *s, int64_t id, const char *want, const char *name)
{
    struct queue_case *c;
    struct fail fail;
    char got[300];

    assert_int_equal(queue_case_find(s->cases->s, id, &c, &fail), 0);
    snprintf(got, sizeof got, "%s/" STR_FMT "/%lld",
        workflow_state_name(c->state), STR_ARG(js_get_text(c->all, "assignee")),
        (long long)c->decisions);
    CHECK_TEXT(got, want, name);
    queue_case_free(c);
}

/* The events of the four cases have the numbers 1 to 4. */
static void
decides_and_goes_on(void **state)
{
    static const struct {
        const char *name, *target, *fields;
        int status;
        const char *want;
    } steps[] = {
        { "no reason", "/case/1/act", "seen=1", 422,
            "Please choose a reason." },
        { "wrong reason", "/case/1/act", "reason=confirm:complies&seen=1", 422,
            "Please choose a reason that fits." },
        { "not seen", "/case/1/act", "reason=confirm:banned", 422,
            "Please choose a reason." },
        { "no act", "/case/1/act", "reason=burn:banned&seen=1", 409, "" },
        { "confirms", "/case/1/act",
            "reason=confirm:same_product&seen=1&note=%3Cb%3Eseen", 303,
            "Location: /case/2?done=1\r\n" },
        { "an old page", "/case/1/act",
            "reason=dismiss:complies&seen=1&note=mine", 409,
            "Somebody was faster; nothing of yours was recorded. "
            "<bdi>anna</bdi>: confirmed, " },
        { "the note is kept", "/case/1/act",
            "reason=dismiss:complies&seen=1&note=mine", 409,
            ">mine</textarea>" },
        { "the choice too", "/case/1/act",
            "reason=dismiss:complies&seen=1&note=mine", 409,
            "value=\"dismiss:complies\" required=\"\" checked=\"\"" },
        { "no such case", "/case/99/act", "reason=confirm:banned&seen=0", 404,
            "no such page or case" },
        { "asks", "/case/2/act", "reason=needs_info:ask_seller&seen=2", 303,
            "Location: /case/3?done=2\r\n" },
        { "dismisses", "/case/3/act", "reason=dismiss:complies&seen=3", 303,
            "Location: /case/4?done=3\r\n" },
        { "escalates", "/case/4/act", "reason=escalate:serious_risk&seen=4",
            303, "Location: /?done=4\r\n" },
    };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(steps); i++) {
        CHECK_INT(site_post(s, steps[i].target, steps[i].fields),
            steps[i].status, steps[i].name);
        HAS(s, steps[i].want);
    }
    site_get(s, "/case/1");
    HAS(s, "Is the recalled product");
    HAS(s, "&lt;b&gt;seen");
    HAS(s, "<bdi>anna</bdi>");
    check_case(s, 1, "confirmed//1", "once");
    check_case(s, 2, "needs_info//1", "once");
    check_case(s, 3, "dismissed//1", "once");
    check_case(s, 4, "escalated//1", "once");
    check_end();
}

static void
stays_in_the_filter(void **state)
{
    struct site *s = *state;

    site_get(s, "/case/1?state=open&hazard=choking&lang=en&done=7");
    HAS(s, "name=\"filter\" value=\"state=open&amp;hazard=choking\"");
    site_post(s, "/case/1/act",
        "reason=dismiss:complies&seen=1&filter=state%3Dopen%26hazard%3D"
        "choking");
    HAS(s, "Location: /case/2?state=open&hazard=choking&done=1\r\n");
    site_post(s, "/case/2/act",
        "reason=dismiss:complies&seen=2&filter=state%3Dopen%26hazard%3D"
        "choking");
    HAS(s, "Location: /?state=open&hazard=choking&done=2\r\n");
    site_post(s, "/case/3/act",
        "reason=dismiss:complies&seen=3&filter=x%0D%0ASet-Cookie:%20a=b");
    HAS_NOT(s, "\nSet-Cookie");
    check_end();
}

static void
gives_and_takes_back(void **state)
{
    struct site *s = *state;

    CHECK_INT(site_post(s, "/case/1/act", "act=assign&seen=1"), 303, "taken");
    HAS(s, "Location: /case/1?done=1\r\n");
    check_case(s, 1, "assigned/anna/0", "hers");
    site_get(s, "/case/1");
    HAS(s, ">Give back</button>");
    site_get(s, "/?state=assigned");
    HAS(s, "Super Racer");
    CHECK_INT(
        site_post(s, "/case/1/act", "act=release&seen=5"), 303, "given back");
    check_case(s, 1, "new//0", "nobody's");
    CHECK_INT(site_post(s, "/case/1/act", "act=assign&assignee=bo&seen=6"), 303,
        "to somebody else");
    check_case(s, 1, "assigned/bo/0", "his");
    CHECK_INT(site_post(s, "/case/1/act", "act=assign&assignee=a%0Ab&seen=7"),
        409, "two lines");
    CHECK_INT(
        site_post(s, "/case/99/act", "act=assign&seen=1"), 404, "no case");
    CHECK_INT(site_post(s, "/case/2/act",
                  "reason=confirm:banned&act=note"
                  "&note=a+word&seen=2"),
        303, "the button of the note wins");
    check_case(s, 2, "new//0", "a note decides nothing");
    site_get(s, "/case/2");
    HAS(s, "a word");
    CHECK_INT(site_post(s, "/case/2/act", "act=note&note=+&seen=8"), 422,
        "an empty note");
    check_end();
}

static void
the_second_person_validates(void **state)
{
    struct site *s = *state;

    site_post(s, "/case/1/act", "reason=confirm:same_product&seen=1");
    site_get(s, "/case/1");
    HAS(s, "You confirmed this case; somebody else has to validate it.");
    HAS_NOT(s, "value=\"validate\"");
    CHECK_INT(site_post(s, "/case/1/act", "reason=validate&seen=5"), 409,
        "not by herself");
    HAS(s, "cannot be the second person. Confirmed by <bdi>anna</bdi>.");
    become(s, "clara", ROLE_ANALYST);
    site_get(s, "/case/1");
    HAS(s, "Serious risk: before a notice or order, a second person");
    HAS_NOT(s, "value=\"validate\"");
    CHECK_INT(site_post(s, "/case/1/act", "reason=validate&seen=5"), 403,
        "not with this role");
    become(s, "bo", ROLE_VALIDATOR);
    site_get(s, "/case/1");
    HAS(s, "value=\"validate\"");
    HAS(s, "value=\"reject:weak_evidence\"");
    HAS_NOT(s, "value=\"confirm:");
    CHECK_INT(site_post(s, "/case/1/act", "reason=validate&seen=5"), 303,
        "by somebody else");
    check_case(s, 1, "validated//1", "validated");
    check_end();
}

/* Cases of others, one after the other, as their list shows them. */
static void
validates_one_after_the_other(void **state)
{
    struct site *s = *state;

    site_post(s, "/case/1/act", "act=assign&seen=1");
    site_post(s, "/case/1/act", "reason=confirm:same_product&seen=5");
    site_post(s, "/case/2/act", "act=assign&seen=2");
    site_post(s, "/case/2/act", "reason=confirm:banned&seen=7");
    become(s, "bo", ROLE_VALIDATOR);
    site_post(
        s, "/case/1/act", "reason=validate&seen=6&filter=state%3Dconfirmed");
    HAS(s, "Location: /case/2?state=confirmed&done=1\r\n");
    site_post(s, "/case/2/act",
        "reason=reject:weak_evidence&seen=8&filter=state%3Dconfirmed");
    HAS(s, "Location: /?state=confirmed&done=2\r\n");
    check_case(s, 2, "assigned/anna/1", "back to who had it");
    check_end();
}

static void
offers_what_the_role_may(void **state)
{
    static const struct {
        const char *name;
        unsigned roles;
        int decides, notes, assigns;
    } cases[] = {
        { "validator", ROLE_VALIDATOR, 0, 1, 1 },
        { "auditor", ROLE_AUDITOR, 0, 0, 0 },
        { "administrator", ROLE_ADMINISTRATOR, 0, 0, 1 },
        { "analyst", ROLE_ANALYST, 1, 1, 1 },
    };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *name = cases[i].name;
        const char *text;

        become(s, "anna", cases[i].roles);
        CHECK_INT(site_get(s, "/case/1"), 200, name);
        text = buf_text(&s->out);
        CHECK_INT(strstr(text, "value=\"confirm:banned\"") != NULL,
            cases[i].decides, name);
        CHECK_INT(strstr(text, "<textarea") != NULL, cases[i].notes, name);
        CHECK_INT(
            strstr(text, "value=\"assign\"") != NULL, cases[i].assigns, name);
        CHECK_INT(site_post(s, "/case/4/act", "reason=confirm:banned&seen=4"),
            cases[i].decides ? 303 : 403, name);
    }
    check_end();
}

static void
one_case_one_person(void **state)
{
    struct site *s = *state;

    site_get(s, "/case/1");
    become(s, "bo", AW);
    CHECK_INT(site_get(s, "/case/1"), 200, "bo reads it");
    HAS(s, "<bdi>anna</bdi> is working on this case until");
    HAS_NOT(s, "value=\"confirm:banned\"");
    HAS_NOT(s, ">Take over<");
    CHECK_INT(
        site_post(s, "/case/1/act", "reason=confirm:banned&seen=1&note=typed"),
        409, "and decides nothing");
    HAS(s, "Somebody else is working on this case");
    HAS(s, ">typed</textarea>");
    CHECK_INT(site_post(s, "/case/1/act", "act=note&note=a&seen=1"), 303,
        "a note is nobody's work");
    CHECK_INT(site_post(s, "/case/1/lease", "do=take"), 303, "not taken");
    site_get(s, "/case/1");
    HAS(s, "<bdi>anna</bdi> is working on this case until");
    site_post(s, "/case/2/act", "reason=dismiss:complies&seen=2");
    HAS(s, "Location: /case/3?done=2\r\n");
    become(s, "root", ROLE_ADMINISTRATOR);
    site_get(s, "/case/1");
    HAS(s, ">Take over</button>");
    CHECK_INT(site_post(s, "/case/1/lease", "do=take"), 303, "taken over");
    become(s, "anna", AW);
    site_get(s, "/case/1");
    HAS(s, "<bdi>root</bdi> is working on this case until");
    become(s, "root", ROLE_ADMINISTRATOR);
    CHECK_INT(site_post(s, "/case/1/lease", "do=end"), 303, "given free");
    become(s, "bo", AW);
    site_get(s, "/case/1");
    HAS(s, "value=\"confirm:banned\"");
    CHECK_INT(site_post(s, "/case/99/lease", ""), 404, "no such case");
    check_end();
}

/* A page that is fetched in advance is not being worked on. */
static void
fetching_in_advance_takes_no_lease(void **state)
{
    struct site *s = *state;
    struct buf rq = BUF_MAX(2000);

    buf_addf(&rq,
        "GET /case/1 HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%sX-Purpose: "
        "prefetch\r\nConnection: close\r\n\r\n",
        (unsigned)s->port, s->cookie);
    CHECK_INT(client_send(s->port, buf_str(&rq), &s->out), 200, "fetched");
    become(s, "bo", AW);
    site_get(s, "/case/1");
    HAS(s, "value=\"confirm:banned\"");
    buf_clear(&rq);
    check_end();
}

static void
answers_scripts_in_json(void **state)
{
    struct site *s = *state;
    char cookie[300];

    snprintf(
        cookie, sizeof cookie, "%sAccept: application/json\r\n", s->cookie);
    memcpy(s->cookie, cookie, sizeof s->cookie);
    CHECK_INT(site_post(s, "/case/1/lease", ""), 200, "renewed");
    HAS(s, "{\"holder\":\"anna\",\"until\":\"2026-11-20T09:15:00Z\"}");
    become(s, "bo", AW);
    CHECK_INT(site_post(s, "/case/1/lease", "do=renew"), 409, "not his");
    HAS(s, "{\"holder\":\"anna\"");
    CHECK_INT(site_post(s, "/cases/act",
                  "reason=dismiss:complies&case=1:1&case=2:2&case=3:9&case=99"),
        200, "each by itself");
    HAS(s, "{\"done\":[2],\"refused\":[{\"id\":1,\"why\":\"leased\",");
    HAS(s, "{\"id\":3,\"why\":\"changed\",");
    HAS(s, "{\"id\":99,\"why\":\"no_case\",");
    check_end();
}

static void
many_cases_at_once(void **state)
{
    struct site *s = *state;
    struct buf form = BUF_MAX(1 << 16);

    CHECK_INT(
        site_post(s, "/cases/act", "reason=dismiss:complies"), 422, "no case");
    CHECK_INT(site_post(s, "/cases/act", "case=1&case=2"), 422, "no act");
    CHECK_INT(site_post(s, "/cases/act", "act=assign&case=1&case=x"), 422,
        "no number");
    check_case(s, 1, "new//0", "then nothing is done");
    site_post(s, "/case/3/act", "reason=confirm:banned&seen=3");
    CHECK_INT(site_post(s, "/cases/act",
                  "reason=confirm:banned&case=1&case=2:2&case=3:3&case=4"
                  "&filter=state%3Dopen"),
        200, "some");
    HAS(s, "Confirm: 3 recorded, 1 not recorded.");
    HAS(s, "<a href=\"/case/3\">3</a> Somebody was faster");
    HAS(s, "<bdi>anna</bdi>");
    HAS(s, "href=\"/?state=open\"");
    HAS(s, "<input type=\"hidden\" name=\"case\" value=\"4\">");
    CHECK_INT(site_post(s, "/cases/act", "act=undo&case=1&case=2&case=4"), 200,
        "all taken back");
    HAS(s, "Undo: 3 recorded, 0 not recorded.");
    check_case(s, 1, "new//1", "as before");
    check_case(s, 3, "confirmed//1", "not this one");
    buf_addz(&form, "act=assign");
    for (int i = 0; i < 501; i++)
        buf_addz(&form, "&case=1");
    CHECK_INT(site_post(s, "/cases/act", buf_text(&form)), 422, "too many");
    buf_clear(&form);
    check_end();
}

static void
takes_back(void **state)
{
    struct site *s = *state;

    site_get(s, "/case/1");
    HAS_NOT(s, "/case/1/undo");
    site_post(s, "/case/1/act", "reason=dismiss:complies&seen=1");
    site_get(s, "/case/2?done=1");
    HAS(s, "action=\"/case/1/undo\"");
    become(s, "bo", AW);
    site_get(s, "/case/1");
    HAS_NOT(s, "/case/1/undo");
    CHECK_INT(site_post(s, "/case/1/undo", ""), 409, "not his");
    HAS(s, "Only who did the last step can take it back. <bdi>anna</bdi>: "
           "dismissed,");
    become(s, "anna", AW);
    CHECK_INT(site_post(s, "/case/1/undo", ""), 303, "hers");
    HAS(s, "Location: /case/1?done=1\r\n");
    check_case(s, 1, "new//1", "back in the queue, with its history");
    CHECK_INT(site_post(s, "/case/1/undo", ""), 422, "nothing left");
    CHECK_INT(site_post(s, "/case/99/undo", ""), 404, "no case");
    check_end();
}

static void
an_administrator_sets_the_workflow(void **state)
{
    static const struct {
        const char *name, *fields;
        int status;
        const char *want;
    } cases[] = {
        { "sets",
            "lease_minutes=5&undo_minutes=0&second_person=on&severity=3"
            "&strength=strong&hazard=fire&hazard=choking",
            303, "Location: /workflow?done=1" },
        { "no number",
            "lease_minutes=x&undo_minutes=0&severity=3"
            "&strength=strong",
            422, "&#39;lease_minutes&#39; is not a whole number" },
        { "no hazard",
            "lease_minutes=5&undo_minutes=0&severity=3&strength=strong"
            "&hazard=%3Cb%3E",
            422, "&lt;b&gt;&#39; is no hazard" },
        { "nothing", "", 422, "is not a whole number" },
    };
    struct site *s = *state;
    struct workflow_settings w;
    struct fail fail;

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(site_post(s, "/workflow", cases[i].fields), cases[i].status,
            cases[i].name);
        HAS(s, cases[i].want);
    }
    assert_int_equal(store_workflow_settings_get(s->cases->s, &w, &fail), 0);
    CHECK_INT(w.lease_minutes, 5, "lease");
    CHECK_INT(w.severity_from, 3, "severity");
    CHECK_INT(w.hazards, 1u << HAZARD_FIRE | 1u << HAZARD_CHOKING, "hazards");
    site_get(s, "/workflow?done=1");
    HAS(s, "Recorded.");
    HAS(s, "name=\"lease_minutes\" value=\"5\"");
    HAS(s, "value=\"fire\" checked=\"\"");
    become(s, "otto", ROLE_AUDITOR);
    CHECK_INT(site_get(s, "/workflow"), 200, "an auditor reads them");
    HAS_NOT(s, "type=\"submit\"");
    CHECK_INT(site_post(s, "/workflow", cases[0].fields), 403, "and no more");
    become(s, "anna", AW);
    CHECK_INT(site_get(s, "/workflow"), 403, "no analyst");
    check_end();
}

static void
add_remarks(struct site *s, int64_t id, int count)
{
    struct fail fail = { "" };

    for (int i = 0; i < count; i++) {
        struct store_acted acted;
        char note[40];
        struct store_act a = { .id = id,
            .act = WORKFLOW_NOTE,
            .author = STR("bo"),
            .roles = AW,
            .note = STR_NONE,
            .expected = -1,
            .at_ms = CASES_NOW_MS };

        snprintf(note, sizeof note, "remark %d.", i);
        a.note = str_of(note);
        CHECK_INT(store_case_act(s->cases->s, &a, &acted, &fail), 0, fail.text);
    }
}

/* Opened, confirmed, 250 remarks: the last 100 are read, and the confirmation
 * that still holds. */
static void
a_long_history_is_cut(void **state)
{
    struct site *s = *state;
    struct store *store = s->cases->s;
    struct queue_case *c;
    struct fail fail = { "" };

    CHECK_INT(acts(store, 1, WORKFLOW_CONFIRM, "banned", &fail), 0, fail.text);
    add_remarks(s, 1, 250);
    assert_int_equal(queue_case_find(store, 1, &c, &fail), 0);
    CHECK_INT(js_count(js_get(c->all, "history")), 101, "read");
    CHECK_INT(js_integer(js_get(c->all, "history_left_out"), 0), 151, "left");
    CHECK_TEXT(queue_confirmed_by(c).p, "anna", "who confirmed it");
    CHECK_INT(queue_last_act(c) != NULL, 1, "may be taken back");
    CHECK_INT(c->event, 4 + 1 + 250, "the last event");
    queue_case_free(c);
    CHECK_INT(site_get(s, "/case/1"), 200, "page");
    HAS(s, "<a href=\"/case/1?history=all#history\">151 earlier entries</a>");
    HAS(s, "remark 150.");
    HAS_NOT(s, "remark 149.");
    CHECK_INT(site_get(s, "/case/1?history=all"), 200, "whole");
    HAS(s, "remark 0.");
    HAS_NOT(s, "earlier entries");
    CHECK_INT(site_get(s, "/case/2"), 200, "another");
    HAS_NOT(s, "history=all");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)
        T(decides_and_goes_on),
        T(stays_in_the_filter),
        T(gives_and_takes_back),
        T(the_second_person_validates),
        T(validates_one_after_the_other),
        T(offers_what_the_role_may),
        T(one_case_one_person),
        T(fetching_in_advance_takes_no_lease),
        T(answers_scripts_in_json),
        T(many_cases_at_once),
        T(takes_back),
        T(an_administrator_sets_the_workflow),
        T(a_long_history_is_cut),
#undef T
    };

    return cmocka_run_group_tests_name("review/act", tests, NULL, NULL);
}
