#include "tests/check.h"

#include "base/mem.h"
#include "scan/task.h"

#define SLOT_BYTES 4096

static struct task *
new_task(int64_t id)
{
    const struct frontier_task f = { .url = STR("https://a.example/"),
        .host = STR("a.example") };

    return task_new(id, &f);
}

static struct page *
page_with(const struct buf *body)
{
    struct page *p = page_new(STR("https://a.example/"));

    p->body = *body;
    return p;
}

static void
puts_lists_first(void **state)
{
    static const char in[] = "olooll", want[] = "541023"; /* places of in */
    struct task_backlog b;
    struct task *t[sizeof in] = { NULL };
    struct buf order = BUF_MAX(100);

    (void)state;
    task_backlog_init(&b);
    for (int i = 0; in[i] != '\0'; i++) {
        const struct frontier_task f = { .url = STR("https://a.example/"),
            .host = STR("a.example"),
            .priority = in[i] == 'l' ? FRONTIER_LIST : FRONTIER_LISTING };

        t[i] = task_new(i, &f);
        t[i]->page = page_new(f.url);
        task_backlog_add(&b, t[i]);
    }
    for (struct task *next; (next = task_backlog_take(&b)) != NULL;)
        buf_addf(&order, "%d", (int)next->id);
    CHECK_TEXT(buf_text(&order), want, "order");
    CHECK_INT(b.count, 0, "all");
    for (size_t i = 0; i < sizeof in - 1; i++)
        task_free(t[i]);
    buf_clear(&order);
    check_end();
}

/* What another process may change is copied: to the one slot while a task does
 * not have it, else elsewhere. */
static void
copies_what_is_lent(void **state)
{
    static char theirs[SLOT_BYTES + 1];
    struct buf lent = buf_lent(theirs, 9, 0, SLOT_BYTES);
    struct task *first = new_task(1), *second = new_task(2);
    struct shelf *shelf = NULL;
    struct fail fail = { "" };
    struct buf own = BUF_MAX(100);

    (void)state;
    assert_int_equal(shelf_new(&shelf, 1, SLOT_BYTES, &fail), 0);
    memcpy(theirs, "a <b> c d", 9);
    task_take_page(first, page_with(&lent), shelf);
    task_take_page(second, page_with(&lent), shelf);
    memset(theirs, 'x', sizeof theirs);
    CHECK_INT(shelf_slot_of(shelf, first->page->body.p), 0, "on the shelf");
    CHECK_TEXT(first->page->body.p, "a <b> c d", "as it was");
    CHECK_INT(second->page->body.lent, 0, "in its own memory");
    CHECK_TEXT(second->page->body.p, "a <b> c d", "as it was there");
    task_drop_page(second);
    CHECK_INT(second->page == NULL, 1, "dropped");
    task_free(first);
    lent.len = SLOT_BYTES;
    task_take_page(second, page_with(&lent), shelf);
    CHECK_INT(second->page->body.lent, 0, "too long with its NUL");
    CHECK_INT(second->page->body.len, SLOT_BYTES, "all of it");
    task_drop_page(second);
    lent.len--;
    task_take_page(second, page_with(&lent), NULL);
    CHECK_INT(second->page->body.lent, 0, "without a shelf");
    task_drop_page(second);
    task_take_page(second, page_with(&lent), shelf);
    CHECK_INT(second->slot == second->page->body.p, 1, "the slot was free");
    task_drop_page(second);
    buf_addz(&own, "ours");
    task_take_page(second, page_with(&own), shelf);
    CHECK_INT(second->page->body.p == own.p, 1, "nothing is copied");
    task_free(second);
    CHECK_INT(shelf_take(shelf) != NULL, 1, "all came back");
    shelf_free(shelf);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_lists_first),
        cmocka_unit_test(copies_what_is_lent),
    };

    return cmocka_run_group_tests_name("scan/task", tests, NULL, NULL);
}
