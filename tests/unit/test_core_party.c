#include "tests/check.h"

#include "base/mem.h"
#include "core/party.h"

typedef int make_key(struct buf *out, struct str text);

static void
same(make_key *make, const char *a, const char *b, int want)
{
    struct buf x = BUF_MAX(1000), y = BUF_MAX(1000);
    int got = make(&x, str_of(a)) == 0 && make(&y, str_of(b)) == 0 &&
              str_eq(buf_str(&x), buf_str(&y));

    if (got != want)
        print_error("'%s' and '%s'\n", buf_text(&x), buf_text(&y));
    CHECK_INT(got, want, a);
    buf_clear(&x);
    buf_clear(&y);
}

static void
names(void **state)
{
    static const struct {
        const char *a, *b;
        int same;
    } cases[] = {
        { "HappyToys GmbH", "happytoys", 1 },
        { "Müller GmbH & Co. KG", "MUELLER", 1 },
        { "Müller G.m.b.H.", "Muller Ges. mbH", 0 }, /* "Ges" is no word */
        { "Rösle S.p.A.", "Roesle", 1 },
        { "ＡＢＣ Co., Ltd.", "abc", 1 },
        { "A\xE2\x80\x8B"
          "BC Trading Ltd",
            "ABC", 1 },
        { "深圳市快乐玩具有限公司", "深圳快乐玩具", 1 },
        { "快乐玩具旗舰店", "快乐玩具专营店", 1 },
        { "快乐玩具", "欢乐玩具", 0 },
        { "Toys R Us", "Toys", 0 },
        { "Limited", "limited", 1 }, /* a name may be a legal form's word */
        { "Happy Toys", "Happy-Toys", 1 },
        { "GmbH Haus AG", "Haus AG", 0 },
        { "", "", 0 },
        { "...", "---", 0 },
        { "公司", "公司", 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        same(party_name_key, cases[i].a, cases[i].b, cases[i].same);
    check_end();
}

static void
contacts(void **state)
{
    static const struct {
        make_key *make;
        const char *text, *want; /* NULL: none */
    } cases[] = {
        { party_email_key, " MailTo:Info+shop@Example.COM ",
            "info@example.com" },
        { party_email_key, "info@example", NULL },
        { party_email_key, "@example.com", NULL },
        { party_email_key, "+x@example.com", NULL },
        { party_email_key, "a b@example.com", NULL },
        { party_email_key, "a@exa\"mple.com", NULL },
        { party_email_key, "<script>@x.de", NULL },
        { party_domain_key, "info@mail.example.co.uk", "example.co.uk" },
        { party_domain_key, "somebody@gmail.com", NULL },
        { party_domain_key, "somebody@qq.com", NULL },
        { party_domain_key, "https://www.Shop.example.de/x", "example.de" },
        { party_domain_key, "https://192.0.2.1/x", NULL },
        { party_domain_key, "javascript:alert(1)", NULL },
        { party_phone_key, "Tel.: 0049 (30) 123 45-67", "+49301234567" },
        { party_phone_key, "Berlin, +49 30 1234567, Fax 99", "+49301234567" },
        { party_phone_key, "电话：0755-12345678", "075512345678" },
        { party_phone_key, "12345 Berlin", NULL },
        { party_phone_key, "VAT DE 123456789", NULL },
        { party_phone_key, "+12345678901234567890", NULL },
        { party_phone_key, "", NULL },
        { party_address_key, "China", NULL },
        { party_address_key, "Room 5", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf key = BUF_MAX(PARTY_KEY_BYTES);
        int rc = cases[i].make(&key, str_of(cases[i].text));

        CHECK_INT(rc, cases[i].want != NULL ? 0 : -1, cases[i].text);
        if (rc == 0 && cases[i].want != NULL)
            CHECK_TEXT(buf_text(&key), cases[i].want, cases[i].text);
        buf_clear(&key);
    }
    same(party_address_key, "Hauptstraße 1, 12345 Berlin, Germany",
        "12345 Berlin\nHauptstr. 1", 1);
    same(party_address_key, "Haupt Str. 1, 12345 Berlin",
        "Hauptstrasse 1, 12345 Berlin, Deutschland", 1);
    same(party_address_key, "Hauptstraße 1, 12345 Berlin",
        "Hauptstraße 2, 12345 Berlin", 0);
    same(party_address_key, "5 High Street, London", "London, 5 High St", 1);
    check_end();
}

static struct listing *
listing(const char *text)
{
    struct fail fail = { "" };
    struct listing *l = NULL;
    struct js *j = NULL;

    if (js_parse(&j, str_of(text), &fail) != 0 ||
        listing_from_json(&l, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    return l;
}

static void
reads_offers(void **state)
{
    struct listing *l = listing(
        "{\"market\":\"market.de\",\"seller\":{\"name\":\"Happy Toys GmbH\","
        "\"url\":\"https://www.market.de/seller/9\",\"address\":\"Weg 1, 12345 "
        "Berlin, Tel. 030 1234567\",\"country\":\"DE\"},\"manufacturer\":{"
        "\"email\":\"x@maker.example\"},\"reviews\":[{\"text\":\"by "
        "someone@private.example\"}]}");
    struct party p;

    (void)state;
    CHECK_INT(party_read(&p, l, PARTY_SELLER), 1, "seller");
    CHECK_TEXT(p.key, "happytoys 0301234567", "seller: key");
    CHECK_TEXT(p.trait[PARTY_PHONE], "0301234567", "seller: telephone");
    CHECK_INT(p.trait[PARTY_DOMAIN] == NULL, 1, "the market's own domain");
    party_clear(&p);
    CHECK_INT(party_read(&p, l, PARTY_MANUFACTURER), 1, "manufacturer");
    CHECK_TEXT(p.key, "x@maker.example", "without a name: e-mail");
    CHECK_TEXT(p.trait[PARTY_DOMAIN], "maker.example", "domain");
    CHECK_INT(str_is(p.shown[PARTY_DOMAIN], "maker.example"), 1, "as such");
    party_clear(&p);
    CHECK_INT(party_read(&p, l, PARTY_RESPONSIBLE), 0, "no person");
    party_clear(&p);
    listing_free(l);
    check_end();
}

/* Whether two sellers are one. */
static void
tells_sellers_apart(void **state)
{
    static const struct {
        const char *name, *a, *b;
        int same;
    } cases[] = {
        { "one name on two platforms",
            "{\"market\":\"a.de\",\"seller\":{\"name\":\"Toy World\"}}",
            "{\"market\":\"b.de\",\"seller\":{\"name\":\"Toy World\"}}", 0 },
        { "one platform",
            "{\"market\":\"a.de\",\"seller\":{\"name\":\"Toy World GmbH\"}}",
            "{\"market\":\"a.de\",\"seller\":{\"name\":\"TOY WORLD\"}}", 1 },
        { "two platforms, one e-mail address",
            "{\"market\":\"a.de\",\"seller\":{\"name\":\"Toy World\","
            "\"email\":\"x@toys.example\"}}",
            "{\"market\":\"b.de\",\"seller\":{\"name\":\"Toy World\","
            "\"email\":\"X@toys.example\"}}",
            1 },
        { "one platform, two addresses",
            "{\"market\":\"a.de\",\"seller\":{\"name\":\"Toy World\","
            "\"address\":\"Weg 1, 12345 Berlin\"}}",
            "{\"market\":\"a.de\",\"seller\":{\"name\":\"Toy World\","
            "\"address\":\"5 High Street, London\"}}",
            0 },
        { "one e-mail address, two names",
            "{\"market\":\"a.de\",\"seller\":{\"name\":\"Toy World\","
            "\"email\":\"x@toys.example\"}}",
            "{\"market\":\"a.de\",\"seller\":{\"name\":\"Best Tools\","
            "\"email\":\"x@toys.example\"}}",
            0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing *a = listing(cases[i].a), *b = listing(cases[i].b);
        struct party p, q;

        CHECK_INT(party_read(&p, a, PARTY_SELLER), 1, cases[i].name);
        CHECK_INT(party_read(&q, b, PARTY_SELLER), 1, cases[i].name);
        CHECK_INT(strcmp(p.key, q.key) == 0, cases[i].same, cases[i].name);
        party_clear(&p);
        party_clear(&q);
        listing_free(a);
        listing_free(b);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(contacts),
        cmocka_unit_test(reads_offers),
        cmocka_unit_test(tells_sellers_apart),
    };

    return cmocka_run_group_tests_name("core/party", tests, NULL, NULL);
}
