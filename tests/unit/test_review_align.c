#include "tests/check.h"

#include "base/buf.h"
#include "review/align.h"

static const struct {
    const char *name, *listing, *recall;
    const char *brand, *models, *gtins, *batches, *names; /* marks */
} cases[] = {
    { "all equal",
        "{\"title\":\"Super Racer X100 car\",\"brand\":\"Racer GmbH\","
        "\"model\":\"X 100\",\"gtins\":[\"04006381333931\"],\"description\":"
        "\"Lot L-2024/7\"}",
        "\"brand\":\"RACER\",\"models\":[\"A1\",\"X-100\"],\"gtins\":["
        "\"04006381333931\"],\"batches\":[\"L2024/7\"],\"name\":\"Super "
        "Racer\"",
        "equal", "equal", "equal", "equal", "equal" },
    { "nothing", "{}", "\"brand\":\"Racer\",\"models\":[\"X100\"]",
        "absent_offer", "absent_offer", "absent", "absent", "absent" },
    { "other",
        "{\"title\":\"Blue lamp\",\"brand\":\"Lumen\",\"model\":"
        "\"L-5500\",\"gtins\":[\"04006381333931\"]}",
        "\"brand\":\"Racer\",\"models\":[\"X100\"],\"gtins\":["
        "\"05901234123457\"],\"name\":\"Toy car\",\"batches\":[\"77123\"]",
        "different", "different", "different", "absent_offer", "different" },
    { "only the offer says it",
        "{\"title\":\"Lamp\",\"brand\":\"Lumen\",\"model\":\"L5500\","
        "\"gtins\":[\"04006381333931\"]}",
        "\"product\":\"Lamp\"", "absent_notice", "absent_notice",
        "absent_notice", "absent", "equal" },
    { "read in the title", "{\"title\":\"RACER x-100 toy\"}",
        "\"brand\":\"Racer\",\"models\":[\"X100\"]", "equal", "equal", "absent",
        "absent", "absent_notice" },
    { "no part of a word", "{\"title\":\"Traceracer AX1001 toy\"}",
        "\"brand\":\"Racer\",\"models\":[\"X100\"]", "absent_offer",
        "absent_offer", "absent", "absent", "absent_notice" },
    { "a variant",
        "{\"title\":\"Car\",\"model\":\"X1000B\",\"brand\":"
        "\"Racerr\"}",
        "\"brand\":\"Racer\",\"models\":[\"X1000\"]", "similar", "similar",
        "absent", "absent", "absent_notice" },
    { "a case of them", "{\"gtins\":[\"14006381333938\"]}",
        "\"gtins\":[\"04006381333931\"]", "absent", "absent", "similar",
        "absent", "absent" },
    { "other language", "{\"title\":\"磁力珠\",\"language\":\"zh\"}",
        "\"name\":\"Magnet balls\",\"language\":\"en\"", "absent", "absent",
        "absent", "absent", "language" },
    { "Chinese names", "{\"title\":\"儿童磁力珠玩具\",\"language\":\"zh\"}",
        "\"name\":\"磁力珠\",\"language\":\"zh\"", "absent", "absent", "absent",
        "absent", "equal" },
    { "hostile",
        "{\"title\":\"<script>\",\"brand\":\"\\u202e<b>\",\"model\":"
        "\"\\\"><svg\"}",
        "\"brand\":\"<b>\",\"models\":[\"<svg\"],\"name\":\"<img>\"", "equal",
        "equal", "absent", "absent", "different" },
};

static struct js *
parse(const char *format, const char *text)
{
    struct buf all = BUF_MAX(10000);
    struct fail fail = { "" };
    struct js *j = NULL;

    buf_addf(&all, "%s%s%s", format, text, format[0] == '\0' ? "" : "}");
    if (js_parse(&j, buf_str(&all), &fail) != 0)
        fail_msg("%s: %s", text, fail.text);
    buf_clear(&all);
    return j;
}

static void
marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const want[ALIGN_ROWS] = { cases[i].brand, cases[i].models,
            cases[i].gtins, cases[i].batches, cases[i].names };
        struct js *a = parse("", cases[i].listing);
        struct js *b =
            parse("{\"id\":\"R/1\",\"source\":\"x\",", cases[i].recall);
        struct align_row rows[ALIGN_ROWS];
        struct listing *l = NULL;
        struct recall *r = NULL;
        struct fail fail = { "" };

        if (listing_from_json(&l, a, &fail) != 0 ||
            recall_from_json(&r, b, &fail) != 0)
            fail_msg("%s", fail.text);
        align_rows(rows, l, r);
        for (size_t k = 0; k < ALIGN_ROWS; k++) {
            char name[100];

            snprintf(name, sizeof name, "%s: %s", cases[i].name, rows[k].what);
            CHECK_TEXT(align_mark_name(rows[k].mark), want[k], name);
            CHECK_INT(rows[k].words.len > 0,
                rows[k].mark == ALIGN_EQUAL || rows[k].mark == ALIGN_SIMILAR,
                name);
        }
        listing_free(l);
        recall_free(r);
        js_free(a);
        js_free(b);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(marks) };

    return cmocka_run_group_tests_name("review/align", tests, NULL, NULL);
}
