#include "tests/scan_world.h"

static struct task *
begin(struct scan_world *w)
{
    struct frontier_task url = scan_world_next(w);

    return under_way_add(&w->under_way, &url);
}

static void
finds_by_number(void **state)
{
    struct scan_world *w = *state;
    struct task *t = begin(w);
    int64_t id = t->id;

    CHECK_TEXT(t->url, START, "URL");
    CHECK_INT(under_way_count(&w->under_way), 1, "one");
    CHECK_INT(under_way_find(&w->under_way, id) == t, 1, "this");
    CHECK_INT(under_way_find(&w->under_way, id + 1) == NULL, 1, "no other");
    frontier_put_back(w->frontier, now_monotonic_ms(), str_of(t->url));
    under_way_drop(&w->under_way, t);
    CHECK_INT(under_way_count(&w->under_way), 0, "none");
    CHECK_INT(under_way_find(&w->under_way, id) == NULL, 1, "gone");
    CHECK_INT(begin(w)->id != id, 1, "no number serves twice");
    check_end();
}

static void
finishes_for_good(void **state)
{
    struct scan_world *w = *state;
    struct task *t = begin(w);

    t->page = scan_world_page(START);
    t->page->outcome = PAGE_FAILED;
    OK(w, under_way_finish(
              &w->under_way, t, "failed", "no answer", NULL, &w->fail));
    CHECK_INT(under_way_count(&w->under_way), 0, "none");
    CHECK_INT(frontier_held(w->frontier), 0, "done");
    CHECK_INT(keeper_counts(w->keeper).pages, 1, "kept");
    scan_world_close(w);
    scan_world_open(w);
    CHECK_INT(frontier_waiting(w->frontier), 0, "nor another time");
    check_end();
}

static void
hands_out_again_what_is_not_finished(void **state)
{
    struct scan_world *w = *state;

    begin(w)->page = scan_world_page(START);
    scan_world_close(w);
    scan_world_open(w);
    CHECK_INT(keeper_counts(w->keeper).pages, 0, "nothing kept");
    CHECK_TEXT(begin(w)->url, START, "again");
    check_end();
}

static void
queues_what_was_found(void **state)
{
    struct scan_world *w = *state;
    struct message_link links[] = { { STR(START "p/1"), 1 },
        { STR(START "p/2"), 1 }, { STR("http://elsewhere.example/"), 1 } };
    const struct message_result result = { .kind = STR("list"),
        .observed = PAGE_OBSERVED,
        .links = links,
        .link_count = COUNT(links) };
    const struct under_way_found found = { .result = &result };
    struct task *t = begin(w);

    t->page = scan_world_page(START);
    task_hash_soon(t, &w->under_way.unhashed);
    CHECK_INT(w->under_way.unhashed == t, 1, "waits for its digest");
    OK(w, under_way_finish(
              &w->under_way, t, task_state(t, &result), "", &found, &w->fail));
    CHECK_INT(w->under_way.unhashed == NULL, 1, "has it");
    CHECK_INT(frontier_waiting(w->frontier), 2, "those of the campaign");
    check_end();
}

static void
uses_pages_again(void **state)
{
    struct scan_world *w = *state;
    struct page *first = scan_world_page(START), *large;
    struct task *t = begin(w);
    char lent[] = "body";

    buf_clear(&first->body);
    first->body = buf_lent(lent, 4, 0, 4);
    t->page = first;
    frontier_put_back(w->frontier, now_monotonic_ms(), str_of(t->url));
    under_way_drop(&w->under_way, t);
    CHECK_INT(under_way_page(&w->under_way) == first, 1, "the same");
    CHECK_INT(first->body.p == NULL && !first->body.lent, 1, "no body");
    t = begin(w);
    t->page = first;
    first->body = BUF_MAX(2u << 20);
    buf_room(&first->body, 1u << 20);
    under_way_drop(&w->under_way, t);
    CHECK_INT(w->under_way.spare_count, 0, "a large one is not kept");
    large = under_way_page(&w->under_way);
    CHECK_INT(large->body.cap, 0, "a new one");
    page_free(large);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            finds_by_number, scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(
            finishes_for_good, scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(hands_out_again_what_is_not_finished,
            scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(
            queues_what_was_found, scan_world_setup, scan_world_teardown),
        cmocka_unit_test_setup_teardown(
            uses_pages_again, scan_world_setup, scan_world_teardown),
    };

    return cmocka_run_group_tests_name("scan/under_way", tests, NULL, NULL);
}
