#include "tests/check.h"

#include "base/mem.h"
#include "recalls/cpsc_title.h"
#include "recalls/notice_text.h"

static void
cleans(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "plain", "A toy", "A toy" },
        { "entities", "Salt&nbsp;&amp;&nbsp;pepper &#39;n&#x27; &rsquo;s",
            "Salt & pepper 'n' ’s" },
        { "tags", "<p>A<br/>B</p><ul><li>C</li></ul>", "A B C" },
        { "tag with attributes", "<a href=\"x\">Model 5</a>", "Model 5" },
        { "tag cut off", "Acme <a href=\"https://shop", "Acme" },
        { "less than is no tag", "ages <3 and <10 cm", "ages <3 and <10 cm" },
        { "encoded tag", "&lt;b&gt;X&lt;/b&gt;", "X" },
        { "null and a blank", "null The toy can break.", "The toy can break." },
        { "null", "null", "" },
        { "Unknown", " Unknown ", "" },
        { "no-break space",
            "A\xC2\xA0\xC2\xA0"
            "B",
            "A B" },
        { "line ends", "A\n\n B\t", "A B" },
        { "lone ampersand", "A & B &c; &#; &#xzz;", "A & B &c; &#; &#xzz;" },
        { "empty", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(1024);

        notice_clean(&out, str_of(cases[i].text));
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
    }
    check_end();
}

static void
reads_dates(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "2023-12-28", "2023-12-28" },
        { "2023-12-28T00:00:00", "2023-12-28" },
        { "28/12/2023", "2023-12-28" },
        { "27. 11. 2024", "2024-11-27" },
        { "March 20, 2025", "2025-03-20" },
        { "6 February 2025", "2025-02-06" },
        { "2026年9月24日", "2026-09-24" },
        { "20260924", "2026-09-24" },
        { "mardi 3 juin 2024", "2024-06-03" },
        { "12 février 2026", "2026-02-12" },
        { "1er août 2025", "2025-08-01" },
        { "3. Oktober 2025", "2025-10-03" },
        { "31. Dez. 2025", "2025-12-31" },
        { "20261332", NULL },
        { "Unknown", NULL },
        { "13/13/2020", NULL },
        { "2020", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char date[NOTICE_DATE_BYTES];
        int rc = notice_date(str_of(cases[i].text), date);

        CHECK_TEXT(rc == 0 ? date : NULL, cases[i].want, cases[i].text);
    }
    check_end();
}

static void
splits_lists(void **state)
{
    static const struct {
        const char *text;
        size_t want;
    } cases[] = { { "A1, A2;A3", 3 }, { "A1\nA2", 2 }, { "LDY-1、LDY-2", 2 },
        { "Ring 1,6x10mm", 1 }, { "A1,,A1", 1 }, { "Unknown", 0 }, { "", 0 } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recall *r = recall_new();

        notice_add(r, RECALL_MODELS, str_of(cases[i].text), ",;");
        CHECK_INT(r->list[RECALL_MODELS].count, cases[i].want, cases[i].text);
        recall_free(r);
    }
    check_end();
}

static void
reads_barcodes(void **state)
{
    static const struct {
        const char *text, *first;
        size_t good, bad;
    } cases[] = {
        { "4006381333931", "04006381333931", 1, 0 },
        { "36000291452", "00036000291452", 1, 0 },
        { "4006381333931\n036000291452", "04006381333931", 2, 0 },
        { "4006381333931 73513537", "04006381333931", 2, 0 },
        { "4006381333932", NULL, 0, 1 },
        { "B0CHYPVWHV", NULL, 0, 1 },
        { "Unknown", NULL, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recall *r = recall_new();
        const struct texts *gtins = &r->list[RECALL_GTINS];

        notice_add_gtins(r, str_of(cases[i].text));
        CHECK_INT(gtins->count, cases[i].good, cases[i].text);
        CHECK_INT(js_count(js_get(r->extra, "barcodes_invalid")), cases[i].bad,
            cases[i].text);
        if (gtins->count > 0)
            CHECK_TEXT(gtins->item[0], cases[i].first, cases[i].text);
        recall_free(r);
    }
    check_end();
}

static void
reads_headlines(void **state)
{
    static const struct {
        const char *title, *company, *product;
    } cases[] = {
        { "Acme Recalls Portable Blenders Due to Fire Hazard", "Acme",
            "Portable Blenders" },
        { "Acme Recalls 4.8 Million Acme 2 Blenders Due to Fire", "Acme",
            "Acme 2 Blenders" },
        { "Poles Recalled by Whitco Due to Fall Hazard", "Whitco", "Poles" },
        { "CPSC, Wood Company Announce Recall of Dehumidifiers", "Wood Company",
            "Dehumidifiers" },
        { "CPSC and Chance Rides Announce Recall of Amusement Rides",
            "Chance Rides", "Amusement Rides" },
        { "Recall to Repair: Whitco Recalls Poles", "Whitco", "Poles" },
        { "Fork Recall by Raleigh USA", "Raleigh USA", "Fork" },
        { "Infant Death Prompts Recall of Cribs", "", "Cribs" },
        { "Glass Doors On Wood Heaters Recalled", "", "" },
        { "", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str company, product;
        char *a, *b;

        cpsc_title_read(str_of(cases[i].title), &company, &product);
        a = str_dup(company);
        b = str_dup(product);
        CHECK_TEXT(a, cases[i].company, cases[i].title);
        CHECK_TEXT(b, cases[i].product, cases[i].title);
        free(a);
        free(b);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleans),
        cmocka_unit_test(reads_dates),
        cmocka_unit_test(splits_lists),
        cmocka_unit_test(reads_barcodes),
        cmocka_unit_test(reads_headlines),
    };

    return cmocka_run_group_tests_name(
        "recalls/notice_text", tests, NULL, NULL);
}
