#include "tests/place.h"

#include "base/mem.h"
#include "core/listing.h"
#include "store/db.h"
#include "store/packed.h"

#define WORDS "Folding chair, made of steel, 45 cm high."

static void
gives_back_what_it_took(void **state)
{
    static const size_t lengths[] = { 0, 1, 511, 512, 513, 4095, 4096, 5000,
        70000 };
    struct buf long_text = BUF_MAX(100000), out = BUF_MAX(PACKED_BYTES_MAX);
    struct packed *p = packed_new();

    (void)state;
    while (long_text.len < 70000)
        buf_addf(&long_text, WORDS "%zu ", long_text.len);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct str text = str_sub(buf_str(&long_text), 0, lengths[i]);
        struct str member = packed_put(p, text, i);

        CHECK_INT(member.len > 0, text.len >= 512, "packed");
        CHECK_INT(member.len <= text.len, 1, "is no longer");
        if (member.len == 0)
            continue;
        buf_reset(&out);
        CHECK_INT(packed_get(p, &out, member), 0, "read");
        CHECK_INT(str_eq(buf_str(&out), text), 1, "the same");
        for (size_t cut = 0; cut < member.len; cut += 7) {
            buf_reset(&out);
            CHECK_INT(packed_get(p, &out, str_sub(member, 0, cut)), -1, "cut");
        }
    }
    packed_free(p);
    buf_clear(&long_text);
    buf_clear(&out);
    check_end();
}

static void
put(struct place *p, const char *description, int repeats)
{
    struct listing *l = listing_new();
    struct buf hold = BUF_MAX(1 << 20), text = BUF_MAX(1 << 20);
    struct listing_record record;
    struct store_listing row;

    for (int i = 0; i < repeats; i++)
        buf_addz(&text, description);
    listing_set(l, LISTING_URL, STR("https://shop.example/1"));
    listing_set(l, LISTING_MARKET, STR("shop.example"));
    listing_set(l, LISTING_TITLE, STR("Chair"));
    listing_set(l, LISTING_DESCRIPTION, buf_str(&text));
    listing_record(&record, &hold, l);
    OK(p, store_listing_put(p->s, &record, 0, 1000, &row, &p->fail));
    CHECK_INT(row.id, 1, "the only one");
    listing_free(l);
    OK(p, store_listing_get(p->s, 1, &l, &p->fail));
    CHECK_INT(str_eq(listing_get(l, LISTING_DESCRIPTION), buf_str(&text)), 1,
        "as it was put");
    listing_free(l);
    buf_clear(&hold);
    buf_clear(&text);
}

/* A condition that does not hold overflows. */
static void
holds(struct place *p, const char *condition)
{
    struct buf script = BUF_MAX(1000);
    struct db *d = NULL;

    buf_addf(&script,
        "SELECT abs(CASE WHEN (%s) THEN 1 ELSE -9223372036854775807 - 1 END)",
        condition);
    OK(p, db_open(&d, p->path, 1, &p->fail));
    CHECK_INT(db_script(d, buf_text(&script), &p->fail), 0, condition);
    db_close(d);
    buf_clear(&script);
}

static void
keeps_long_records_packed(void **state)
{
    struct place *p = *state;
    struct listing *l = NULL;
    struct db *d = NULL;

    put(p, WORDS, 1);
    put(p, WORDS, 200);
    put(p, WORDS, 300);
    holds(p, "SELECT group_concat(packed IS NULL) = '1,0,0'"
             " AND sum(record = '') = 2 FROM listing_version");
    holds(p, "SELECT max(length(packed)) < 2000 FROM listing_version");
    holds(p, "SELECT sum(record_text(record, packed) LIKE '{%}') = 3"
             " FROM listing_version");
    OK(p, db_open(&d, p->path, 1, &p->fail));
    OK(p, db_script(
              d, "UPDATE listing_version SET packed = x'1f8b08'", &p->fail));
    db_close(d);
    CHECK_INT(store_listing_get(p->s, 1, &l, &p->fail), -1, "damaged");
    CHECK_INT(strstr(p->fail.text, "damaged") != NULL, 1, p->fail.text);
    check_end();
}

static void
put_offer(struct place *p, const char *identity)
{
    struct listing_record l = { .identity = str_of(identity),
        .version = STR("1"),
        .market = STR("m"),
        .url = STR("u"),
        .text = STR("{\"url\":\"u\"}") };
    struct store_listing row;

    OK(p, store_listing_put(p->s, &l, 0, 1000, &row, &p->fail));
}

/* As many as there are, whatever became of the transactions they came in. */
static void
counts_new_offers(void **state)
{
    struct place *p = *state;

    put_offer(p, "a");
    put_offer(p, "a");
    OK(p, store_begin(p->s, &p->fail));
    put_offer(p, "b");
    store_rollback(p->s);
    OK(p, store_begin(p->s, &p->fail));
    put_offer(p, "c");
    put_offer(p, "d");
    OK(p, store_commit(p->s, &p->fail));
    holds(p, "SELECT n = 3 AND n = (SELECT count(*) FROM listing)"
             " FROM listing_count");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_it_took),
        cmocka_unit_test_setup_teardown(
            keeps_long_records_packed, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(
            counts_new_offers, place_setup, place_teardown),
    };

    return cmocka_run_group_tests_name("store/listings", tests, NULL, NULL);
}
