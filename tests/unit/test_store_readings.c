#include "tests/place.h"

#include "base/digest.h"
#include "store/db.h"
#include "store/readings.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static int64_t
put_reading(struct place *p, int64_t id, const char *key)
{
    struct store_reading r = { .id = id,
        .key = str_of(key),
        .judge = STR("j"),
        .status = 200,
        .content_type = STR("text/html"),
        .record = STR("s-1:0"),
        .url = STR("https://a/1"),
        .at_ms = 5,
        .brief = STR("abc"),
        .link_keys = STR("12345678") };
    const struct store_reading_rest rest = { STR("links"), str_of(key) };

    OK(p, store_begin(p->s, &p->fail));
    if (id == 0)
        OK(p, store_reading_reserve(p->s, &r.id, &p->fail));
    OK(p, store_reading_put(p->s, &r, &rest, &p->fail));
    OK(p, store_commit(p->s, &p->fail));
    return r.id;
}

static int
note_key(const struct store_reading *r, void *ctx)
{
    snprintf(ctx, 20, STR_FMT, STR_ARG(r->key));
    return 7;
}

static int
note_offers(const struct store_reading_rest *r, void *ctx)
{
    snprintf(ctx, 20, STR_FMT, STR_ARG(r->offers));
    return 7;
}

static void
check_key(struct place *p, int64_t id, const char *want, const char *name)
{
    char key[20] = "";

    CHECK_INT(store_reading_find(p->s, id, note_key, key, &p->fail),
        want[0] != '\0' ? 7 : 0, name);
    CHECK_TEXT(key, want, name);
    key[0] = '\0';
    CHECK_INT(store_reading_rest(p->s, id, note_offers, key, &p->fail),
        want[0] != '\0' ? 7 : 0, name);
    CHECK_TEXT(key, want, name);
}

static int64_t
put_page(struct place *p, int64_t reading)
{
    struct store_scan scan;
    struct store_page page = { .url = "https://a/1",
        .final_url = "https://a/1",
        .status = 200,
        .state = "observed",
        .reason = "",
        .kind = "product",
        .fetched_at_ms = 5,
        .digest = HASH,
        .etag = "",
        .last_modified = "",
        .record = "s-1:0",
        .robots_override = "",
        .reading = reading };
    int64_t id;

    OK(p, store_scan_start(p->s, STR("n"), STR("d"), 1000, &scan, &p->fail));
    page.scan = scan.id;
    OK(p, store_page_put(p->s, &page, &id, &p->fail));
    return id;
}

static int64_t
reading_of(struct place *p)
{
    struct store_validators v;

    if (store_page_find(p->s, STR("https://a/1"), &v, &p->fail) != 1)
        return -1;
    free(v.etag);
    free(v.last_modified);
    free(v.digest);
    free(v.record);
    return v.reading;
}

static void
takes_the_place_of_the_one_before(void **state)
{
    struct place *p = *state;
    int64_t id = put_reading(p, 0, "one"), page;

    check_key(p, id, "one", "new");
    CHECK_INT(put_reading(p, id, "two"), id, "the same row");
    check_key(p, id, "two", "replaced");
    CHECK_INT(put_reading(p, 0, "three"), id + 1, "the next");
    check_key(p, id, "two", "beside it");
    page = put_page(p, id);
    CHECK_INT(reading_of(p), id, "of the page");
    OK(p, store_reading_of_page(p->s, page, 0, &p->fail));
    CHECK_INT(reading_of(p), 0, "none any more");
    check_end();
}

static int
settled(struct place *p, const struct store_listing *at, const char *identity)
{
    const struct store_reading_offer o = { at->id, at->current, 0 };

    return store_listing_settled(p->s, &o, str_of(identity), &p->fail);
}

static void
knows_what_is_settled(void **state)
{
    static const char other[] =
        "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct place *p = *state;
    struct listing_record l = { .identity = STR(HASH),
        .version = STR(HASH),
        .market = STR("a"),
        .url = STR("https://a/1"),
        .text = STR("{\"title\":\"Lamp\"}") };
    struct listing_record another = l;
    int64_t page = put_page(p, 0), case_id;
    struct store_listing kept, same, next;
    struct casefile *c = casefile_new();
    int is_new;

    another.identity = str_of(other);
    OK(p, store_listing_put(p->s, &another, page, 1000, &kept, &p->fail));
    CHECK_INT(kept.current, 1, "a row of its own");
    kept.id++;
    kept.current++;
    CHECK_INT(settled(p, &kept, HASH), 0, "not stored");
    OK(p, store_listing_put(p->s, &l, page, 1000, &kept, &p->fail));
    CHECK_INT(kept.current, 2, "the row that was tried");
    CHECK_INT(settled(p, &kept, HASH), 1, "stored");
    CHECK_INT(settled(p, &kept, other), 0, "the row is another offer's");
    OK(p, store_listing_put(p->s, &l, page, 1500, &same, &p->fail));
    CHECK_INT(same.current, kept.current, "the version stays");
    CHECK_INT(same.version, 0, "and was not written");
    OK(p, store_listing_seen(p->s, kept.id, page, &l, 2000, &p->fail));
    CHECK_INT(settled(p, &kept, HASH), 1, "seen again");
    l.version = str_of(other);
    OK(p, store_listing_put(p->s, &l, page, 2500, &next, &p->fail));
    CHECK_INT(settled(p, &kept, HASH), 0, "in another version");
    CHECK_INT(settled(p, &next, HASH), 1, "in this one");
    c->listing = listing_new();
    c->flagged = 1;
    OK(p, store_casefile_put(
              p->s, kept.id, c, 3000, &case_id, &is_new, &p->fail));
    CHECK_INT(settled(p, &next, HASH), 0, "with a case");
    casefile_free(c);
    check_end();
}

/* What is erased must not be left in what was read off it. */
static void
goes_with_what_it_was_read_off(void **state)
{
    static const char *const erasures[] = {
        "DELETE FROM page WHERE reading > 0",
        "DELETE FROM listing_version",
        "UPDATE listing SET version = NULL; DELETE FROM listing_version;"
        " DELETE FROM listing",
    };

    for (size_t i = 0; i < COUNT(erasures); i++) {
        struct place *p;
        struct db *d = NULL;
        struct store_listing kept;
        struct listing_record l = { .identity = STR(HASH),
            .version = STR(HASH),
            .market = STR("a"),
            .url = STR("https://a/1"),
            .text = STR("{}") };
        int64_t id, page;

        place_teardown(state);
        place_setup(state);
        p = *state;
        id = put_reading(p, 0, "one");
        page = put_page(p, id);
        if (i > 0)
            OK(p, store_listing_put(p->s, &l, page, 1000, &kept, &p->fail));
        OK(p, db_open(&d, p->path, 1, &p->fail));
        OK(p, db_script(d, "PRAGMA foreign_keys = OFF", &p->fail));
        OK(p, db_script(d, erasures[i], &p->fail));
        db_close(d);
        check_key(p, id, "", erasures[i]);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)
        T(takes_the_place_of_the_one_before),
        T(knows_what_is_settled),
        T(goes_with_what_it_was_read_off),
#undef T
    };

    return cmocka_run_group_tests_name("store/readings", tests, NULL, NULL);
}
