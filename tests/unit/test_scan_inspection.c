#include "tests/scan_world.h"

#include "scan/inspection.h"

static int
say(struct scan_world *w, struct inspection *in, enum message_type type,
    struct str payload)
{
    assert_int_equal(wire_send(&w->inspector, type, payload), 0);
    assert_int_equal(wire_flush(&w->inspector), 0);
    return inspection_attend(in, &w->crew.inspector[0], 1, &w->fail);
}

/* A page that came, in the backlog. */
static struct task *
add_page(struct scan_world *w, struct inspection *in)
{
    struct frontier_task url = scan_world_next(w);
    struct task *t = under_way_add(&w->under_way, &url);

    t->page = scan_world_page(START);
    task_backlog_add(&in->backlog, t);
    return t;
}

static void
gives_pages_and_keeps_what_comes(void **state)
{
    struct scan_world *w = *state;
    struct crew_inspector *i = &w->crew.inspector[0];
    struct message_link link = { STR(START "p/1"), 1 };
    struct message_result result = {
        .kind = STR("list"), .reason = STR(""), .links = &link, .link_count = 1
    };
    struct buf payload = BUF_MAX(1000);
    struct inspection in;
    struct str frame;
    struct task *t;
    int type;

    inspection_init(&in, &w->crew, &w->under_way);
    t = add_page(w, &in);
    result.id = t->id;
    OK(w, inspection_feed(&in, &w->fail));
    CHECK_INT(in.backlog.count, 1, "none is ready");
    OK(w, say(w, &in, MESSAGE_READY, STR_NONE));
    OK(w, inspection_feed(&in, &w->fail));
    CHECK_INT(in.backlog.count, 0, "given");
    CHECK_INT(i->page_count, 1, "in hand");
    crew_flush(&w->crew);
    wire_fill(&w->inspector);
    CHECK_INT(wire_next(&w->inspector, &type, &frame), 1, "it came");
    CHECK_INT(type, MESSAGE_INSPECT, "to be read");
    message_put_result(&payload, &result, 0, STR_NONE);
    OK(w, say(w, &in, MESSAGE_RESULT, buf_str(&payload)));
    CHECK_INT(i->page_count, 0, "answered");
    CHECK_INT(under_way_count(&w->under_way), 0, "finished");
    CHECK_INT(keeper_counts(w->keeper).pages, 1, "kept");
    CHECK_INT(frontier_waiting(w->frontier), 1, "its link waits");
    inspection_clear(&in);
    buf_clear(&payload);
    check_end();
}

static void
notes_what_was_given_up(void **state)
{
    const struct message_limit limit = { STR("rule.1"), 3 };
    struct scan_world *w = *state;
    struct buf payload = BUF_MAX(1000);
    struct inspection in;

    inspection_init(&in, &w->crew, &w->under_way);
    message_put_limit(&payload, &limit);
    OK(w, say(w, &in, MESSAGE_LIMIT, buf_str(&payload)));
    CHECK_INT(w->crew.inspector[0].gave_up, 1, "of the page in work");
    inspection_clear(&in);
    buf_clear(&payload);
    check_end();
}

/* One that talks nonsense is replaced; where too many went so, the scan fails,
 * which tells it here. */
static void
trusts_no_inspector(void **state)
{
    static const char *const cases[] = { "result of a page it has not",
        "broken result", "broken limit", "unknown type" };
    struct message_result result = { .id = 1, .kind = STR("list") };
    struct buf payload = BUF_MAX(1000);

    (void)state;
    message_put_result(&payload, &result, 0, STR_NONE);
    for (size_t i = 0; i < COUNT(cases); i++) {
        static const enum message_type types[] = { MESSAGE_RESULT,
            MESSAGE_RESULT, MESSAGE_LIMIT, MESSAGE_PAGE };
        struct inspection in;
        struct scan_world *w;
        void *world;

        assert_int_equal(scan_world_setup(&world), 0);
        w = world;
        w->crew.idle_deaths = 1000;
        inspection_init(&in, &w->crew, &w->under_way);
        add_page(w, &in);
        CHECK_INT(say(w, &in, types[i], i == 0 ? buf_str(&payload) : STR("x")),
            -1, cases[i]);
        CHECK_INT(strstr(w->fail.text, "inspectors end") != NULL, 1, cases[i]);
        CHECK_INT(under_way_count(&w->under_way), 1, cases[i]);
        inspection_clear(&in);
        scan_world_teardown(&world);
    }
    buf_clear(&payload);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_pages_and_keeps_what_comes,
            scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(
            notes_what_was_given_up, scan_world_setup, scan_world_teardown),
        cmocka_unit_test(trusts_no_inspector),
    };

    return cmocka_run_group_tests_name("scan/inspection", tests, NULL, NULL);
}
