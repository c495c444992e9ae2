#include "tests/scan_world.h"

#include "scan/fetching.h"

struct scene {
    struct scan_world *w;
    struct rendering rendering;
    struct task_backlog next;
    struct fetching fetching;
};

static void
open_scene(struct scene *s, struct scan_world *w)
{
    s->w = w;
    task_backlog_init(&s->next);
    rendering_init(&s->rendering, w->frontier, &w->crew, &s->next,
        keeper_remarks(w->keeper));
    fetching_init(
        &s->fetching, &w->crew, &w->under_way, &s->rendering, &s->next);
}

static void
close_scene(struct scene *s)
{
    rendering_clear(&s->rendering);
    fetching_clear(&s->fetching);
}

/* What the other end of a fetcher is asked next; 0: nothing. */
static int64_t
asked(struct scene *s, struct wire *end)
{
    struct message_fetch m;
    struct str frame;
    int type;

    crew_flush(&s->w->crew);
    wire_fill(end);
    if (!wire_next(end, &type, &frame))
        return 0;
    assert_int_equal(type, MESSAGE_FETCH);
    assert_int_equal(message_get_fetch(&m, frame), 0);
    CHECK_INT(str_is(m.url, START), 1, "URL");
    return m.id;
}

static int64_t
ask(struct scene *s)
{
    struct frontier_task url = scan_world_next(s->w);
    int64_t id;

    OK(s->w, fetching_begin(&s->fetching, &url, &s->w->fail));
    id = asked(s, &s->w->fetcher);
    assert_non_null(under_way_find(&s->w->under_way, id));
    return id;
}

/* The fetcher says so. */
static int
say(struct scene *s, enum message_type type, struct str payload)
{
    assert_int_equal(wire_send(&s->w->fetcher, type, payload), 0);
    assert_int_equal(wire_flush(&s->w->fetcher), 0);
    return fetching_read(&s->fetching, 1, &s->w->fail);
}

static int
say_page(struct scene *s, int64_t id, enum page_outcome outcome)
{
    struct page *p = scan_world_page(START);
    struct buf *out = wire_begin(&s->w->fetcher);
    int rc;

    p->outcome = outcome;
    message_put_page(out, id, MESSAGE_KIND_PAGE, p);
    rc = wire_end_with(&s->w->fetcher, MESSAGE_PAGE, buf_str(&p->body));
    page_free(p);
    assert_int_equal(rc, 0);
    assert_int_equal(wire_flush(&s->w->fetcher), 0);
    return fetching_read(&s->fetching, 1, &s->w->fail);
}

static void
passes_pages_on(void **state)
{
    struct scene s;
    int64_t id;

    open_scene(&s, *state);
    id = ask(&s);
    CHECK_INT(s.fetching.count, 1, "asked for");
    OK(s.w, say_page(&s, id, PAGE_RECEIVED));
    CHECK_INT(s.fetching.count, 0, "answered");
    CHECK_INT(s.next.count, 1, "goes on");
    CHECK_INT(s.next.first->id, id, "this one");
    CHECK_TEXT(
        buf_text(&s.next.first->page->body), "<title>Shop</title>", "its body");
    CHECK_INT(s.w->crew.bodies == NULL, 1, "without a shelf");
    close_scene(&s);
    check_end();
}

static void
keeps_what_was_refused(void **state)
{
    struct scene s;

    open_scene(&s, *state);
    OK(s.w, say_page(&s, ask(&s), PAGE_REFUSED));
    CHECK_INT(s.next.count, 0, "nobody looks at it");
    CHECK_INT(under_way_count(&s.w->under_way), 0, "finished");
    CHECK_INT(keeper_counts(s.w->keeper).pages, 1, "kept");
    close_scene(&s);
    check_end();
}

static void
asks_nothing_of_a_host_that_is_gone(void **state)
{
    struct frontier_task gone;
    struct scene s;

    open_scene(&s, *state);
    gone = scan_world_next(s.w);
    gone.refusal = FRONTIER_HOST_GONE;
    OK(s.w, fetching_begin(&s.fetching, &gone, &s.w->fail));
    CHECK_INT(asked(&s, &s.w->fetcher), 0, "not asked for");
    CHECK_INT(s.fetching.count, 0, "nothing is due");
    CHECK_INT(under_way_count(&s.w->under_way), 0, "finished");
    CHECK_INT(keeper_counts(s.w->keeper).pages, 1, "kept");
    close_scene(&s);
    check_end();
}

static void
asks_again_later(void **state)
{
    struct buf payload = BUF_MAX(100);
    struct scene s;

    open_scene(&s, *state);
    message_put_later(&payload, ask(&s));
    OK(s.w, say(&s, MESSAGE_LATER, buf_str(&payload)));
    CHECK_INT(s.fetching.count, 0, "answered");
    CHECK_INT(under_way_count(&s.w->under_way), 0, "not under way");
    CHECK_INT(frontier_waiting(s.w->frontier), 1, "waits");
    buf_clear(&payload);
    close_scene(&s);
    check_end();
}

/* It says what no fetcher does that is in order; a spare is asked for what was
 * not answered. */
static void
replaces_a_fetcher_that_talks_nonsense(void **state)
{
    static const struct {
        const char *name;
        enum message_type type;
        const char *payload;
    } cases[] = {
        { "no number", MESSAGE_LATER, "" },
        { "a strange number", MESSAGE_LATER, "12345678" },
        { "half a page", MESSAGE_PAGE, "1234567890" },
        { "no host", MESSAGE_HOST, "x" },
        { "more than that it is there", MESSAGE_ALIVE, "x" },
        { "what others say", MESSAGE_RESULT, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scene s;
        void *world;
        int64_t id;

        assert_int_equal(scan_world_setup(&world), 0);
        open_scene(&s, world);
        id = ask(&s);
        CHECK_INT(
            say(&s, cases[i].type, str_of(cases[i].payload)), 0, cases[i].name);
        CHECK_INT(s.w->crew.spare[0].fd, -1, cases[i].name);
        CHECK_INT(asked(&s, &s.w->spare), id, cases[i].name);
        CHECK_INT(s.fetching.count, 1, cases[i].name);
        close_scene(&s);
        scan_world_teardown(&world);
    }
    check_end();
}

static void
takes_a_page_once(void **state)
{
    struct scene s;
    int64_t id;

    open_scene(&s, *state);
    id = ask(&s);
    OK(s.w, say_page(&s, id, PAGE_RECEIVED));
    OK(s.w, say_page(&s, id, PAGE_RECEIVED));
    CHECK_INT(s.next.count, 1, "the first");
    CHECK_INT(s.w->crew.spare[0].fd, -1, "a spare took over");
    CHECK_INT(asked(&s, &s.w->spare), 0, "nothing was open");
    close_scene(&s);
    check_end();
}

static void
ends_without_a_spare(void **state)
{
    struct scene s;

    open_scene(&s, *state);
    ask(&s);
    OK(s.w, say(&s, MESSAGE_ALIVE, STR_NONE));
    CHECK_INT(s.w->crew.spare[0].fd >= 0, 1, "it lives");
    wire_clear(&s.w->fetcher);
    OK(s.w, fetching_read(&s.fetching, 1, &s.w->fail));
    CHECK_INT(s.w->crew.spare[0].fd, -1, "the spare took over");
    wire_clear(&s.w->spare);
    CHECK_INT(fetching_read(&s.fetching, 1, &s.w->fail), -1, "no other");
    CHECK_INT(strstr(s.w->fail.text, "no spare is left") != NULL, 1, "says so");
    s.w->fail.text[0] = '\0';
    close_scene(&s);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            passes_pages_on, scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(
            keeps_what_was_refused, scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(
            asks_again_later, scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(asks_nothing_of_a_host_that_is_gone,
            scan_world_setup, scan_world_teardown),
        cmocka_unit_test(replaces_a_fetcher_that_talks_nonsense),
        cmocka_unit_test_setup_teardown(
            takes_a_page_once, scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(
            ends_without_a_spare, scan_world_setup, scan_world_teardown),
    };

    return cmocka_run_group_tests_name("scan/fetching", tests, NULL, NULL);
}
