/* What joins the queue does not hang on what enqueue remembers: menus by their
 * place, addresses by their text. */
#include "tests/frontier_world.h"

#include "base/digest.h"
#include "scan/enqueue.h"

#define SHOP "http://shop.example"
#define LINKS_MAX 300
#define PAGES 120

struct site {
    struct memory memory, wanted; /* what was queued; what should be */
    struct frontier *frontier;
    struct campaign *campaign;
    struct enqueue enqueue;
    struct buf text[LINKS_MAX]; /* of the page at hand, its links */
    struct message_link links[LINKS_MAX];
    size_t count;
    int pages;
};

static int
setup(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct site *s = mem_new(sizeof *s);
    struct fail fail = { "" };

    s->memory = memory_new();
    s->wanted = memory_new();
    s->frontier = open_frontier(&s->memory, &o);
    if (campaign_parse(&s->campaign,
            STR("name: t\ncontact: https://authority.example/\n"
                "start: ['" SHOP "/']\n"),
            "t", &fail) != 0)
        fail_msg("%s", fail.text);
    s->enqueue =
        (struct enqueue){ s->frontier, s->campaign, enqueue_known_new() };
    for (size_t i = 0; i < LINKS_MAX; i++)
        s->text[i] = BUF_MAX(1000);
    *state = s;
    return 0;
}

static int
teardown(void **state)
{
    struct site *s = *state;

    enqueue_known_free(s->enqueue.known);
    campaign_free(s->campaign);
    frontier_free(s->frontier);
    memory_free(&s->memory);
    memory_free(&s->wanted);
    for (size_t i = 0; i < LINKS_MAX; i++)
        buf_clear(&s->text[i]);
    free(s);
    return 0;
}

static void
link_to(struct site *s, const char *host, const char *kind, int n)
{
    struct buf *b = &s->text[s->count];

    buf_reset(b);
    buf_addf(b, "%s/%s/%d", host, kind, n);
    s->links[s->count++] = (struct message_link){ buf_str(b), n % 3 };
}

/* The page ends: its links go to enqueue, and to a queue that is as simple as
 * can be. */
static void
end_page(struct site *s, const char *name)
{
    static const int priorities[] = { FRONTIER_OTHER, FRONTIER_LISTING,
        FRONTIER_LIST };
    const struct enqueue_page of = { STR(SHOP "/"), s->pages++ % 3, STR_NONE };
    const struct message_result r = {
        .kind = STR("product"), .links = s->links, .link_count = s->count
    };
    struct fail fail = { "" };
    struct str keys;
    int64_t key;

    if (enqueue_links(&s->enqueue, &of, &r, &keys, &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_INT(keys.len, s->count * sizeof key, name);
    for (size_t i = 0; i < s->count; i++) {
        struct str url = s->links[i].url;
        const struct frontier_link link = { url, STR("shop.example"),
            priorities[s->links[i].likely], of.depth + 1 };

        memcpy(&key, keys.p + i * sizeof key, sizeof key);
        CHECK_INT(key, digest_key(url), buf_text(&s->text[i]));
        if (str_starts(url, STR(SHOP "/")))
            memory_add(&s->wanted, &link, NULL);
    }
    s->count = 0;
}

static void
check_queue(struct site *s, const char *name)
{
    struct queue *got = map_get(s->memory.queues, STR("shop.example"));
    struct queue *want = map_get(s->wanted.queues, STR("shop.example"));

    CHECK_INT(map_count(s->memory.queues), 1, "one host");
    CHECK_INT(got->count, want->count, name);
    for (size_t i = 0; i < want->count && i < got->count; i++) {
        CHECK_TEXT(got->rows[i]->url, want->rows[i]->url, name);
        CHECK_INT(got->rows[i]->priority, want->rows[i]->priority, name);
        CHECK_INT(got->rows[i]->depth, want->rows[i]->depth, name);
    }
}

/* The number of the link that a page has at a place of its menu. */
static int
same(int page, int place)
{
    (void)page;
    return place;
}

static int
another_now_and_then(int page, int place)
{
    return page > 40 && place % 17 == page % 17 ? 500 + page % 9 : place;
}

static int
shifted(int page, int place)
{
    return place + page / 30;
}

static int
longer(int page, int place)
{
    return page % 2 ? place * 10 : place;
}

static int
always_others(int page, int place)
{
    return 1000 + page * 200 + place;
}

static void
queues_what_no_memory_would_queue(void **state)
{
    static const struct {
        const char *name;
        int (*menu)(int page, int place);
        int places;
    } cases[] = {
        { "the same on all pages", same, 100 },
        { "more than are remembered", same, 290 },
        { "another now and then", another_now_and_then, 100 },
        { "in other places", shifted, 100 },
        { "one begins as another", longer, 100 },
        { "none is common", always_others, 40 },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct site *s;

        teardown(state);
        setup(state);
        s = *state;
        for (int page = 0; page < PAGES; page++) {
            for (int place = 0; place < cases[i].places; place++)
                link_to(s, SHOP, "m", cases[i].menu(page, place));
            link_to(s, SHOP, "p", page);
            link_to(s, "http://elsewhere.example", "m", page % 5);
            link_to(s, SHOP, "p", page / 2);
            end_page(s, cases[i].name);
        }
        check_queue(s, cases[i].name);
    }
    check_end();
}

/* Pages of two sites of one campaign in turn, with fewer links, or none. */
static void
is_not_misled_by_other_pages(void **state)
{
    struct site *s = *state;

    for (int page = 0; page < PAGES; page++) {
        for (int place = 0; place < page % 4 * 20; place++)
            link_to(s, SHOP, page % 3 ? "m" : "n", place);
        end_page(s, "in turn");
    }
    check_queue(s, "in turn");
    check_end();
}

/* A text that is longer than those that are remembered. */
static void
asks_for_long_addresses_each_time(void **state)
{
    struct site *s = *state;
    char kind[600];

    memset(kind, 'x', sizeof kind);
    kind[sizeof kind - 1] = '\0';
    for (int page = 0; page < 40; page++) {
        for (int place = 0; place < 30; place++)
            link_to(s, SHOP, place % 2 ? kind : "m", place);
        end_page(s, "long");
    }
    check_queue(s, "long");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        T(queues_what_no_memory_would_queue),
        T(is_not_misled_by_other_pages),
        T(asks_for_long_addresses_each_time),
#undef T
    };

    return cmocka_run_group_tests_name("scan/enqueue", tests, NULL, NULL);
}
