#include "tests/place.h"

#include "scan/met.h"
#include "scan/reading.h"
#include "scan/reading_brief.h"
#include "store/db.h"
#include "store/readings.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define TODAY 1795000000000

static struct screener *
make_screener(void)
{
    const char *const packs[] = { "rules/packs/eu-gpsr.yaml" };
    struct screener *s = screener_new(STR("EU"), TODAY);
    struct fail why = { 0 };

    if (rule_set_load(&s->rules, packs, 1, NULL, &why) != 0 ||
        policy_load(&s->policy, "score/policy.yaml", &why) != 0)
        fail_msg("%s", why.text);
    return s;
}

static struct reading_basis *
basis_of(const struct screener *s, const char *profiles)
{
    struct reading_basis *b = NULL;
    struct fail why = { "" };

    if (reading_basis_new(&b, s, profiles, &why) != 0)
        fail_msg("%s", why.text);
    return b;
}

static struct page *
make_page(void)
{
    struct page *p = page_new(STR("https://shop.example/p/1"));

    p->status = 200;
    free(p->content_type);
    p->content_type = mem_text("text/html");
    p->fetched_at_ms = TODAY;
    return p;
}

/* A product page's result: two links, one offer. */
static void
fill(struct message_result *m, struct message_link *links,
    struct message_offer *offer)
{
    links[0] = (struct message_link){ STR("https://shop.example/"), 2 };
    links[1] = (struct message_link){ STR("https://shop.example/p/2"), 1 };
    *offer = (struct message_offer){ .listing = { .identity = STR(HASH),
                                         .version = STR(HASH),
                                         .market = STR("shop.example"),
                                         .url = STR("https://shop.example/p/1"),
                                         .text = STR("{\"title\":\"Lamp\"}"),
                                         .keys = { "\0\1", 2 } },
        .flagged = 1,
        .verdict = STR("{\"findings\":[]}") };
    *m = (struct message_result){ .id = 7,
        .kind = STR("product"),
        .observed = PAGE_OBSERVED,
        .links = links,
        .link_count = 2,
        .offers = offer,
        .offer_count = 1 };
}

/* `from`: a reading whose place this one takes, or NULL. */
static int64_t
keep_as(struct place *p, struct reading_basis *b, const struct page *page,
    int64_t version, int undecided, const struct reading *from)
{
    struct message_link links[2];
    struct message_offer offer;
    struct message_result m;
    struct archive_body body = { mem_text("s-000001.warc.gz:77"),
        mem_text("https://shop.example/p/1"), TODAY - 5 };
    const int64_t keys[] = { 11, 22 };
    const struct store_reading_offer stored = { 3, 4, version };
    struct reading_kept kept = { page, HASH, &body, &m,
        { (const char *)keys, sizeof keys }, &stored, undecided };
    struct reading r = from != NULL ? *from : (struct reading){ .id = 0 };

    fill(&m, links, &offer);
    OK(p, store_begin(p->s, &p->fail));
    if (r.id == 0)
        OK(p, store_reading_reserve(p->s, &r.id, &p->fail));
    OK(p, reading_put(&r, b, p->s, &kept, &p->fail));
    OK(p, store_commit(p->s, &p->fail));
    archive_body_clear(&body);
    return r.id;
}

static int64_t
keep(struct place *p, struct reading_basis *b, const struct page *page)
{
    return keep_as(p, b, page, 0, 0, NULL);
}

static void
find(struct place *p, struct reading *r, struct reading_basis *b, int64_t id,
    const struct page *page, const char *digest)
{
    struct store_validators known = { .reading = id };

    OK(p, reading_find(r, b, p->s, &known, page, digest, &p->fail));
}

static void
gives_back_what_was_read(void **state)
{
    struct place *p = *state;
    struct screener *s = make_screener();
    struct reading_basis *b = basis_of(s, NULL);
    struct page *page = make_page();
    int64_t id = keep(p, b, page);
    struct reading r = { .id = 0 };

    CHECK_INT(id > 0, 1, "kept");
    find(p, &r, b, id, page, HASH);
    CHECK_INT(r.fits && r.judged, 1, "fits");
    CHECK_INT(r.id, id, "row");
    CHECK_TEXT(r.body.record, "s-000001.warc.gz:77", "record");
    CHECK_TEXT(r.body.url, "https://shop.example/p/1", "url");
    CHECK_INT(r.body.at_ms, TODAY - 5, "time");
    CHECK_INT(r.result.link_count, 0, "no links");
    CHECK_INT(met_key(buf_str(&r.link_keys), 1), 22, "key of the second");
    CHECK_INT(reading_links(&r, b, p->s, &p->fail), 1, "links are there");
    CHECK_INT(r.result.link_count, 2, "links");
    CHECK_INT(str_is(r.result.links[1].url, "https://shop.example/p/2"), 1,
        "second link");
    CHECK_INT(r.result.offer_count, 1, "offers");
    CHECK_INT(r.result.offers[0].flagged, 1, "flagged");
    CHECK_INT(str_is(r.result.offers[0].listing.version, HASH), 1, "version");
    CHECK_INT(
        str_is(r.result.offers[0].listing.url, "https://shop.example/p/1"), 1,
        "the page's address");
    CHECK_INT(r.result.offers[0].listing.text.len, 0, "in brief");
    find(p, &r, b, id, page, HASH);
    CHECK_INT(reading_whole(&r, b, p->s, &p->fail), 1, "whole");
    CHECK_INT(r.result.link_count, 2, "links of the whole");
    CHECK_INT(str_is(r.result.links[0].url, "https://shop.example/"), 1,
        "first link of the whole");
    CHECK_INT(r.result.offers[0].flagged, 1, "flagged all the same");
    CHECK_INT(str_is(r.result.offers[0].listing.text, "{\"title\":\"Lamp\"}"),
        1, "listing");
    CHECK_INT(r.result.offers[0].verdict.len, 0, "no verdict is kept");
    /* Not modified: what was told of the bytes then holds. */
    page->outcome = PAGE_NOT_MODIFIED;
    page->status = 304;
    page->content_type[0] = '\0';
    find(p, &r, b, id, page, HASH);
    CHECK_INT(r.fits && r.judged, 1, "not modified");
    CHECK_INT(r.status, 200, "status then");
    CHECK_TEXT(r.content_type, "text/html", "type then");
    reading_clear(&r);
    page_free(page);
    reading_basis_free(b);
    screener_free(s);
    check_end();
}

/* Its row, of the offer that fill makes. */
static int64_t
store_version(struct place *p)
{
    struct message_link links[2];
    struct message_offer offer;
    struct message_result m;
    struct store_listing kept;

    fill(&m, links, &offer);
    OK(p, store_listing_put(p->s, &offer.listing, 0, TODAY, &kept, &p->fail));
    return kept.version;
}

static void
check_whole(struct place *p, struct reading *r, struct reading_basis *b,
    int want, const char *name)
{
    CHECK_INT(reading_whole(r, b, p->s, &p->fail), want, name);
    if (want)
        CHECK_INT(
            str_is(r->result.offers[0].listing.text, "{\"title\":\"Lamp\"}"), 1,
            name);
}

static void
erase(struct place *p, const char *script)
{
    struct db *d = NULL;

    OK(p, db_open(&d, p->path, 1, &p->fail));
    OK(p, db_script(d, script, &p->fail));
    db_close(d);
}

/* What an offer says stands in the store once. */
static void
leaves_out_what_is_stored(void **state)
{
    struct place *p = *state;
    struct screener *s = make_screener();
    struct reading_basis *b = basis_of(s, NULL);
    struct page *page = make_page();
    int64_t version = store_version(p);
    int64_t id = keep_as(p, b, page, version, 0, NULL);
    struct reading r = { .id = 0 };

    CHECK_INT(version > 0, 1, "stored");
    find(p, &r, b, id, page, HASH);
    check_whole(p, &r, b, 1, "from the store");
    CHECK_INT(r.stored[0].text, version, "nothing is kept beside it");
    CHECK_INT(r.stored[0].listing, 3, "the offer's row");
    CHECK_INT(r.stored[0].version, 4, "its version's row");
    CHECK_INT(r.result.link_count, 2, "links");
    /* Judged again: what is stored did not change. */
    CHECK_INT(keep_as(p, b, page, 0, 0, &r), id, "in its place");
    find(p, &r, b, id, page, HASH);
    check_whole(p, &r, b, 1, "from the store again");
    CHECK_INT(r.stored[0].text, version, "still nothing");
    erase(p, "UPDATE listing_version SET digest = 'other'");
    find(p, &r, b, id, page, HASH);
    check_whole(p, &r, b, 0, "another version in that row");
    erase(p, "PRAGMA foreign_keys = OFF; DELETE FROM listing_version");
    find(p, &r, b, id, page, HASH);
    check_whole(p, &r, b, 0, "a version that is gone");
    reading_clear(&r);
    page_free(page);
    reading_basis_free(b);
    screener_free(s);
    check_end();
}

/* What is another page, or would be read or judged otherwise. */
static void
knows_when_it_does_not_fit(void **state)
{
    static const char other[] =
        "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct place *p = *state;
    struct screener *s = make_screener();
    struct reading_basis *b = basis_of(s, NULL), *c;
    struct page *page = make_page();
    int64_t id = keep(p, b, page);
    struct reading r = { .id = 0 };

    find(p, &r, b, id, page, other);
    CHECK_INT(r.fits, 0, "another body");
    CHECK_INT(r.id, id, "its place is known all the same");
    find(p, &r, b, id + 1, page, HASH);
    CHECK_INT(r.fits, 0, "no such row");
    page->status = 404;
    find(p, &r, b, id, page, HASH);
    CHECK_INT(r.fits, 0, "another status");
    page->status = 200;
    page->content_type[0] = 'T';
    find(p, &r, b, id, page, HASH);
    CHECK_INT(r.fits, 0, "another type");
    page->content_type[0] = 't';
    page->outcome = PAGE_TRUNCATED;
    find(p, &r, b, id, page, HASH);
    CHECK_INT(r.fits, 0, "cut off");
    page->outcome = PAGE_RECEIVED;
    page->final_url[strlen(page->final_url) - 1] = '2';
    find(p, &r, b, id, page, HASH);
    CHECK_INT(r.fits, 0, "another address");
    page->final_url[strlen(page->final_url) - 1] = '1';
    c = basis_of(s, "crawler/sites");
    find(p, &r, c, id, page, HASH);
    CHECK_INT(r.fits, 0, "other site profiles");
    reading_basis_free(c);
    s->policy.child += 1;
    c = basis_of(s, NULL);
    find(p, &r, c, id, page, HASH);
    CHECK_INT(r.fits && !r.judged, 1, "another policy");
    reading_basis_free(c);
    find(p, &r, b, keep_as(p, b, page, 0, 1, NULL), page, HASH);
    CHECK_INT(r.fits && !r.judged, 1, "a rule was given up");
    find(p, &r, b, id, page, HASH);
    CHECK_INT(r.fits && r.judged, 1, "as it was");
    reading_clear(&r);
    page_free(page);
    reading_basis_free(b);
    screener_free(s);
    check_end();
}

/* Where a result lacks keys of its links it is not kept. */
static void
keeps_no_links_without_keys(void **state)
{
    struct place *p = *state;
    struct screener *s = make_screener();
    struct reading_basis *b = basis_of(s, NULL);
    struct page *page = make_page();
    struct message_link links[2];
    struct message_offer offer;
    struct message_result m;
    struct archive_body body = { NULL, NULL, 0 };
    const struct store_reading_offer stored = { 0, 0, 0 };
    struct reading_kept kept = { page, HASH, &body, &m, { "12345678", 8 },
        &stored, 0 };
    struct reading r = { .id = 5 };

    fill(&m, links, &offer);
    OK(p, reading_put(&r, b, p->s, &kept, &p->fail));
    CHECK_INT(r.id, 0, "not kept");
    page_free(page);
    reading_basis_free(b);
    screener_free(s);
    check_end();
}

#define COPY_BYTES 2000
#define ENDLESS "\xff\xff\xff\xff\xff\xff\xff\x7f"

/* A reading as it stands in the store. */
struct copy {
    struct store_reading row;
    struct store_reading_rest rest;
    char bytes[5][COPY_BYTES];
};

static struct str
keep_bytes(char to[COPY_BYTES], struct str from)
{
    assert_true(from.len <= COPY_BYTES);
    memcpy(to, from.p, from.len);
    return (struct str){ to, from.len };
}

static int
copy_row(const struct store_reading *r, void *ctx)
{
    struct copy *c = ctx;

    c->row = (struct store_reading){ .id = r->id,
        .status = r->status,
        .content_type = STR("text/html"),
        .key = keep_bytes(c->bytes[0], r->key),
        .brief = keep_bytes(c->bytes[1], r->brief),
        .link_keys = keep_bytes(c->bytes[2], r->link_keys) };
    return 0;
}

static int
copy_rest(const struct store_reading_rest *r, void *ctx)
{
    struct copy *c = ctx;

    c->rest = (struct store_reading_rest){ keep_bytes(c->bytes[3], r->links),
        keep_bytes(c->bytes[4], r->offers) };
    return 0;
}

/* That of the page is not kept once more. */
static void
tells_addresses_of_offers(void **state)
{
    static const char *const urls[] = { "https://shop.example/p/1", "",
        "https://shop.example/p/9" };
    const struct str page = str_of(urls[0]);
    const struct store_reading_offer stored[] = { { 1, 2, 3 }, { 4, 5, 0 },
        { 7, 8, 9 } };
    struct store_reading_offer *again = NULL;
    struct message_offer offers[COUNT(urls)];
    struct message_result m = {
        .kind = STR("list"), .offers = offers, .offer_count = COUNT(urls)
    };
    struct message_result got = { .id = 0 };
    struct buf bytes = BUF_MAX(10000), texts = BUF_MAX(10000);

    (void)state;
    for (size_t i = 0; i < COUNT(urls); i++)
        offers[i] = (struct message_offer){ .listing = { .identity = STR(HASH),
                                                .version = STR(HASH),
                                                .url = str_of(urls[i]) },
            .flagged = i == 2 };
    assert_int_equal(reading_brief_put(&bytes, &m, stored, page), 0);
    assert_int_equal(
        reading_brief_get(&got, &again, &texts, page, buf_str(&bytes)), 0);
    assert_int_equal(got.offer_count, COUNT(urls));
    for (size_t i = 0; i < COUNT(urls); i++) {
        CHECK_INT(str_is(got.offers[i].listing.url, urls[i]), 1, urls[i]);
        CHECK_INT(got.offers[i].flagged, i == 2, "flag");
        CHECK_INT(again[i].listing, stored[i].listing, "row");
        CHECK_INT(again[i].version, stored[i].version, "version's row");
        CHECK_INT(again[i].text, stored[i].text, "text's row");
    }
    free(again);
    message_result_clear(&got);
    buf_clear(&bytes);
    buf_clear(&texts);
    check_end();
}

enum part { WHOLE, BRIEF, KEYS, LINKS, OFFERS };

static void
damage(struct copy *c, enum part part, struct str with)
{
    if (part == BRIEF)
        c->row.brief = with;
    if (part == KEYS)
        c->row.link_keys = with;
    if (part == LINKS)
        c->rest.links = with;
    if (part == OFFERS)
        c->rest.offers = with;
}

/* What is needed now and then may be damaged where the rest is not. */
static void
takes_damage_for_none(void **state)
{
    static const char zeros[24] = "";
    static const struct {
        const char *name;
        enum part part;
        struct str with;
        int brief, links, whole; /* what of it can be taken */
    } cases[] = {
        { "as it was", WHOLE, { "", 0 }, 1, 1, 1 },
        { "no page", BRIEF, { "", 0 }, 0, 0, 0 },
        { "a short page", BRIEF, { "abc", 3 }, 0, 0, 0 },
        { "no kind", BRIEF, { zeros, 24 }, 0, 0, 0 },
        { "offers without end", BRIEF, { ENDLESS, 8 }, 0, 0, 0 },
        { "half a key", KEYS, { zeros, 12 }, 0, 0, 0 },
        { "a key too many", KEYS, { zeros, 24 }, 1, 0, 0 },
        { "no links", LINKS, { "", 0 }, 1, 0, 0 },
        { "fewer links", LINKS, { zeros, 16 }, 1, 0, 0 },
        { "no offers", OFFERS, { "", 0 }, 1, 1, 0 },
        { "no length", OFFERS, { zeros, 7 }, 1, 1, 0 },
        { "no text", OFFERS, { zeros, 8 }, 1, 1, 0 },
        { "no gzip", OFFERS, { "\3\0\0\0\0\0\0\0abc", 11 }, 1, 1, 0 },
        { "a length above all", OFFERS, { ENDLESS, 8 }, 1, 1, 0 },
    };
    struct place *p = *state;
    struct screener *s = make_screener();
    struct reading_basis *b = basis_of(s, NULL);
    struct page *page = make_page();
    struct reading r = { .id = 0 };
    struct copy c;

    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t id = keep(p, b, page);

        OK(p, store_reading_find(p->s, id, copy_row, &c, &p->fail));
        OK(p, store_reading_rest(p->s, id, copy_rest, &c, &p->fail));
        damage(&c, cases[i].part, cases[i].with);
        OK(p, store_reading_put(p->s, &c.row, &c.rest, &p->fail));
        find(p, &r, b, id, page, HASH);
        CHECK_INT(r.fits, cases[i].brief, cases[i].name);
        if (!r.fits)
            continue;
        CHECK_INT(reading_links(&r, b, p->s, &p->fail), cases[i].links,
            cases[i].name);
        find(p, &r, b, id, page, HASH);
        CHECK_INT(reading_whole(&r, b, p->s, &p->fail), cases[i].whole,
            cases[i].name);
    }
    reading_clear(&r);
    page_free(page);
    reading_basis_free(b);
    screener_free(s);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            gives_back_what_was_read, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(
            leaves_out_what_is_stored, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(
            knows_when_it_does_not_fit, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(
            keeps_no_links_without_keys, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(
            takes_damage_for_none, place_setup, place_teardown),
        cmocka_unit_test(tells_addresses_of_offers),
    };

    return cmocka_run_group_tests_name("scan/reading", tests, NULL, NULL);
}
