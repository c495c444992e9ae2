#include "tests/check.h"

#include "base/digest.h"
#include "base/mem.h"
#include "core/limits.h"
#include "core/listing.h"

static struct listing *
listing_of(const char *text)
{
    struct listing *l = NULL;
    struct js *j = NULL;
    struct fail fail = { "" };

    if (js_parse(&j, str_of(text), &fail) != 0 ||
        listing_from_json(&l, j, &fail) != 0)
        fail_msg("%s: %s", text, fail.text);
    js_free(j);
    return l;
}

/* The record as it is written again; owned. */
static char *
again(const char *text)
{
    struct listing *l = listing_of(text);
    struct js *j = listing_to_json(l);
    struct buf out = BUF_MAX(1 << 20);

    js_write(&out, j);
    js_free(j);
    listing_free(l);
    return buf_take(&out);
}

/* Every member of docs/formats.md. */
static const char full[] =
    "{\"url\":\"https://shop.example/p/1\",\"market\":\"shop.example\","
    "\"listing_id\":\"1\",\"title\":\"T\",\"description\":\"D\","
    "\"brand\":\"B\",\"model\":\"M\",\"mpn\":\"P\",\"sku\":\"S\","
    "\"price\":{\"amount\":\"12.99\",\"currency\":\"EUR\"},"
    "\"availability\":\"in_stock\",\"condition\":\"new\","
    "\"seller\":{\"name\":\"N\",\"url\":\"https://n.example/\","
    "\"address\":\"A\",\"country\":\"CN\",\"email\":\"n@n.example\"},"
    "\"manufacturer\":{\"name\":\"N\",\"address\":\"A\",\"email\":\"E\","
    "\"url\":\"U\",\"country\":\"DE\"},"
    "\"responsible_person\":{\"name\":\"N\",\"address\":\"A\","
    "\"email\":\"E\",\"country\":\"FR\"},\"ingredients\":\"I\","
    "\"language\":\"de\",\"fetched_at\":\"2026-11-20T08:00:00Z\","
    "\"gtins\":[\"04006381333931\"],\"category\":[\"Toys\",\"Dolls\"],"
    "\"warnings\":[\"W\"],\"images\":[\"https://i.example/1\"],"
    "\"attributes\":{\"Voltage\":\"230 V\"},"
    "\"certificates\":[{\"kind\":\"CCC\",\"number\":\"2016010901123456\"}],"
    "\"rating\":{\"value\":4.3,\"count\":12},"
    "\"reviews\":[{\"rating\":1.0,\"text\":\"caught fire\","
    "\"date\":\"2026-01-02\"}],\"observed\":\"partial\","
    "\"found_in\":{\"title\":\"jsonld\"}}";

static void
keeps_records(void **state)
{
    static const struct {
        const char *name, *in, *want; /* NULL: as it came in */
    } cases[] = {
        { "every member", full, NULL },
        { "nothing", "{}", "{\"observed\":\"full\"}" },
        { "unknown member",
            "{\"title\":\"a\",\"observed\":\"full\",\"x\":{\"y\":[1,null]}}",
            NULL },
        { "null is absent", "{\"title\":null,\"x\":null}",
            "{\"observed\":\"full\"}" },
        { "other type is kept", "{\"title\":\"a\",\"brand\":7,\"gtins\":\"1\"}",
            "{\"title\":\"a\",\"observed\":\"full\",\"brand\":7,"
            "\"gtins\":\"1\"}" },
        { "unknown within a known one",
            "{\"price\":{\"amount\":\"1\",\"was\":\"2\"},"
            "\"seller\":{\"phone\":\"3\",\"name\":null},"
            "\"rating\":{\"value\":4.0,\"best\":5}}",
            "{\"price\":{\"amount\":\"1\",\"was\":\"2\"},"
            "\"rating\":{\"value\":4.0,\"count\":0,\"best\":5},"
            "\"observed\":\"full\",\"seller\":{\"phone\":\"3\"}}" },
        { "numbers in attributes",
            "{\"attributes\":{\"V\":230,\"new\":true,\"both\":[\"a\",1]}}",
            "{\"attributes\":{\"V\":\"230\",\"new\":\"true\","
            "\"both\":[\"a\",\"1\"]},\"observed\":\"full\"}" },
        { "trimmed, NFC, NUL dropped",
            "{\"title\":\" a\\u0308\\u0000 b\\u00a0\"}",
            "{\"title\":\"\xC3\xA4 b\",\"observed\":\"full\"}" },
        { "empty is absent", "{\"title\":\"\",\"warnings\":[\"\",\" \"]}",
            "{\"observed\":\"full\"}" },
        { "a list keeps each once", "{\"warnings\":[\"b\",\"a\",\"b \"]}",
            "{\"warnings\":[\"b\",\"a\"],\"observed\":\"full\"}" },
        { "what says where a field was found",
            "{\"found_in\":{\"title\":\"jsonld\",\"x\":{\"a\":1},"
            "\"price\":\"visible\"}}",
            "{\"observed\":\"full\",\"found_in\":{\"title\":\"jsonld\","
            "\"price\":\"visible\",\"x\":{\"a\":1}}}" },
        { "unknown state of observation", "{\"observed\":\"perhaps\"}",
            "{\"observed\":\"full\"}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *got = again(cases[i].in), *twice = again(got);

        CHECK_TEXT(
            got, cases[i].want ? cases[i].want : cases[i].in, cases[i].name);
        CHECK_TEXT(twice, got, cases[i].name);
        free(got);
        free(twice);
    }
    check_end();
}

static void
refuses_other_values(void **state)
{
    static const char *const texts[] = { "[]", "1", "\"x\"", "null" };
    struct fail fail = { "" };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct listing *l;
        struct js *j = NULL;

        js_parse(&j, str_of(texts[i]), &fail);
        CHECK_INT(listing_from_json(&l, j, &fail), -1, texts[i]);
        js_free(j);
    }
    check_end();
}

/* The same offer at another time is the same; its version tells changes. */
static void
knows_identity_and_version(void **state)
{
    static const struct {
        const char *name, *a, *b;
        int same_identity, same_version;
    } cases[] = {
        { "the same", "{\"url\":\"u\",\"title\":\"a\"}",
            "{\"title\":\"a\",\"url\":\"u\"}", 1, 1 },
        { "fetched later", "{\"url\":\"u\",\"fetched_at\":\"1\"}",
            "{\"url\":\"u\",\"fetched_at\":\"2\"}", 1, 1 },
        { "more ratings",
            "{\"url\":\"u\",\"rating\":{\"value\":4,"
            "\"count\":1}}",
            "{\"url\":\"u\",\"rating\":{\"value\":5,\"count\":9}}", 1, 1 },
        { "read from elsewhere", "{\"url\":\"u\",\"found_in\":{\"x\":\"a\"}}",
            "{\"url\":\"u\",\"found_in\":{\"x\":\"b\"}}", 1, 1 },
        { "another price", "{\"url\":\"u\",\"price\":{\"amount\":\"1\"}}",
            "{\"url\":\"u\",\"price\":{\"amount\":\"2\"}}", 1, 0 },
        { "another title", "{\"url\":\"u\",\"title\":\"a\"}",
            "{\"url\":\"u\",\"title\":\"b\"}", 1, 0 },
        { "no longer seen in full", "{\"url\":\"u\"}",
            "{\"url\":\"u\",\"observed\":\"partial\"}", 1, 0 },
        { "number on the market beats the address",
            "{\"market\":\"m\",\"listing_id\":\"7\",\"url\":\"a\"}",
            "{\"market\":\"m\",\"listing_id\":\"7\",\"url\":\"b\"}", 1, 0 },
        { "same number on two markets",
            "{\"market\":\"m\",\"listing_id\":\"7\"}",
            "{\"market\":\"n\",\"listing_id\":\"7\"}", 0, 0 },
        { "another address", "{\"url\":\"u\"}", "{\"url\":\"v\"}", 0, 0 },
        { "title alone", "{\"title\":\"u\"}", "{\"title\":\"u\"}", 1, 1 },
        { "an address is no title", "{\"title\":\"u\"}", "{\"url\":\"u\"}", 0,
            0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing *a = listing_of(cases[i].a), *b = listing_of(cases[i].b);
        struct buf ha = BUF_MAX(10000), hb = BUF_MAX(10000);
        struct listing_record ra, rb;

        listing_record(&ra, &ha, a);
        listing_record(&rb, &hb, b);
        CHECK_INT(str_eq(ra.identity, rb.identity), cases[i].same_identity,
            cases[i].name);
        CHECK_INT(str_eq(ra.version, rb.version), cases[i].same_version,
            cases[i].name);
        CHECK_INT(ra.identity.len, 64, "hex SHA-256");
        CHECK_INT(ra.identity_key == rb.identity_key, cases[i].same_identity,
            cases[i].name);
        buf_clear(&ha);
        buf_clear(&hb);
        listing_free(a);
        listing_free(b);
    }
    check_end();
}

static void
names_find_themselves(void **state)
{
    enum listing_field f;
    enum listing_list list;

    (void)state;
    for (int i = 0; i < LISTING_FIELDS; i++) {
        const char *name = listing_field_name((enum listing_field)i);

        CHECK_INT(listing_field_find(&f, str_of(name)), 0, name);
        CHECK_INT(f, i, name);
    }
    for (int i = 0; i < LISTING_LISTS; i++) {
        const char *name = listing_list_name((enum listing_list)i);

        CHECK_INT(listing_list_find(&list, str_of(name)), 0, name);
        CHECK_INT(list, i, name);
    }
    CHECK_INT(listing_field_find(&f, STR("price")), -1, "an object");
    CHECK_INT(listing_list_find(&list, STR("title")), -1, "no list");
    check_end();
}

static void
keeps_to_its_caps(void **state)
{
    struct listing *l = listing_new();
    struct buf text = BUF_MAX(1 << 20);
    char name[32];

    (void)state;
    buf_addc(&text, 'x');
    while (text.len < 200000)
        buf_addz(&text, "\xE4\xBD\xA0"); /* three bytes each */
    listing_set(l, LISTING_TITLE, buf_str(&text));
    listing_set(l, LISTING_DESCRIPTION, buf_str(&text));
    CHECK_INT(listing_get(l, LISTING_TITLE).len, 1 + 3 * 682, "title");
    CHECK_INT(listing_get(l, LISTING_DESCRIPTION).len, 1 + 3 * 21845,
        "description, between characters");
    for (int i = 0; i < 3 * LIMIT_LIST_ITEMS; i++) {
        snprintf(name, sizeof name, "n%d", i);
        listing_add(l, LISTING_WARNINGS, str_of(name));
        listing_add_attribute(l, str_of(name), STR("v"));
        listing_add_certificate(l, STR("CE"), str_of(name));
        listing_add_review(l, 1, str_of(name), STR_NONE);
    }
    CHECK_INT(l->list[LISTING_WARNINGS].count, LIMIT_LIST_ITEMS, "list");
    CHECK_INT(l->attribute_count, LIMIT_LIST_ITEMS, "attributes");
    CHECK_INT(l->certificate_count, LIMIT_LIST_ITEMS, "certificates");
    CHECK_INT(l->review_count, LIMIT_LIST_ITEMS, "reviews");
    listing_set(l, LISTING_TITLE, STR(" "));
    CHECK_INT(l->text[LISTING_TITLE] == NULL, 1, "made absent");
    buf_clear(&text);
    listing_free(l);
    listing_free(NULL);
    check_end();
}

/* In whatever order a page names its attributes, the listing is the one that
 * its record gives back. */
static void
keeps_the_order_of_attributes(void **state)
{
    static const char *const added[][2] = { { "Maker", "a" }, { "Size", "1" },
        { "Maker", "b" }, { "Mail", "x" }, { "Size", "2" }, { "Maker", "c" },
        { "Maker", "b" } };
    struct listing *l = listing_new(), *back = NULL;
    struct buf got = BUF_MAX(200), order = BUF_MAX(200);
    struct js *j;

    (void)state;
    for (size_t i = 0; i < COUNT(added); i++)
        listing_add_attribute(l, str_of(added[i][0]), str_of(added[i][1]));
    j = listing_to_json(l);
    assert_int_equal(listing_from_json(&back, j, NULL), 0);
    for (size_t i = 0; i < l->attribute_count; i++)
        buf_addf(
            &order, "%s=%s ", l->attributes[i].name, l->attributes[i].value);
    for (size_t i = 0; i < back->attribute_count; i++)
        buf_addf(&got, "%s=%s ", back->attributes[i].name,
            back->attributes[i].value);
    CHECK_TEXT(buf_text(&order),
        "Maker=a Maker=b Maker=c Size=1 Size=2 Mail=x ", "together");
    CHECK_TEXT(buf_text(&got), buf_text(&order), "read again");
    js_free(j);
    buf_clear(&got);
    buf_clear(&order);
    listing_free(l);
    listing_free(back);
    check_end();
}

/* Memory is not freed before the listing is. */
static void
is_set_again_and_again(void **state)
{
    struct listing *l = listing_new();
    struct buf text = BUF_MAX(10000);

    (void)state;
    for (int i = 0; i < 3000; i++) {
        buf_addc(&text, (char)('a' + i % 26));
        listing_set(l, LISTING_TITLE, buf_str(&text));
        listing_set(l, LISTING_DESCRIPTION, buf_str(&text));
    }
    CHECK_INT(l->held.used_bytes < 40000, 1, "a few times the longest");
    CHECK_TEXT(l->text[LISTING_DESCRIPTION], buf_text(&text), "the last");
    CHECK_INT(listing_get(l, LISTING_TITLE).len, 2048, "cut at its cap");
    listing_set(l, LISTING_TITLE, STR("  short "));
    CHECK_TEXT(l->text[LISTING_TITLE], "short", "where a long one stood");
    listing_set_part(
        l, LISTING_TITLE, str_sub(listing_get(l, LISTING_TITLE), 2, 2));
    CHECK_TEXT(l->text[LISTING_TITLE], "or", "a part of itself");
    listing_set(l, LISTING_TITLE, STR(" "));
    CHECK_TEXT(l->text[LISTING_TITLE], NULL, "absent");
    listing_set_found_in(l, "title", "jsonld");
    listing_set_found_in(l, "title", "visible");
    CHECK_INT(str_is(listing_found_in(l, "title"), "visible"), 1, "the last");
    CHECK_INT(listing_found_in(l, "price").len, 0, "not said");
    listing_free(l);
    buf_clear(&text);
    check_end();
}

/* Records of years ago keep their version: it is the digest of the record
 * without what is not of the offer itself. */
static void
versions_are_digests_of_the_record(void **state)
{
    static const char *const cases[] = { "{}",
        "{\"fetched_at\":\"2026-01-02\"}",
        "{\"title\":\"a\",\"fetched_at\":\"2026-01-02\",\"found_in\":"
        "{\"title\":\"visible\"},\"rating\":{\"value\":4.5,\"count\":3}}",
        "{\"fetched_at\":\"x\",\"url\":\"http://a.example/\",\"title\":\"b "
        "\\\"\\u0001\\\\ \\n\\t\",\"attributes\":{\"Gr\u00f6\u00dfe\":"
        "[\"1\",\"2\"]},\"own\":{\"rating\":1}}",
        /* What is kept aside under such a name is left out as well. */
        "{\"fetched_at\":7,\"title\":\"a\",\"own\":[],\"found_in\":1}",
        "{\"fetched_at\":7,\"rating\":\"4\"}",
        "{\"rating\":{\"value\":4,\"best\":5},\"own\":1,"
        "\"fetched_at\":[]}" };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing *l = listing_of(cases[i]);
        struct js *j = listing_to_json(l);
        struct buf hold = BUF_MAX(1u << 16), text = BUF_MAX(1u << 16);
        struct listing_record r;
        char want[DIGEST_HEX_BYTES];

        listing_record(&r, &hold, l);
        js_write(&text, j);
        CHECK_INT(str_eq(r.text, buf_str(&text)), 1, cases[i]);
        js_remove(j, "fetched_at");
        js_remove(j, "found_in");
        js_remove(j, "rating");
        buf_reset(&text);
        js_write(&text, j);
        digest_sha256_hex(buf_str(&text), want);
        CHECK_INT(str_is(r.version, want), 1, cases[i]);
        js_free(j);
        listing_free(l);
        buf_clear(&hold);
        buf_clear(&text);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_records),
        cmocka_unit_test(refuses_other_values),
        cmocka_unit_test(is_set_again_and_again),
        cmocka_unit_test(knows_identity_and_version),
        cmocka_unit_test(versions_are_digests_of_the_record),
        cmocka_unit_test(names_find_themselves),
        cmocka_unit_test(keeps_to_its_caps),
        cmocka_unit_test(keeps_the_order_of_attributes),
    };

    return cmocka_run_group_tests_name("core/listing", tests, NULL, NULL);
}
