#include "tests/check.h"

#include "base/mem.h"
#include "recalls/feed.h"

/* What a document led to: one "KIND LISTED URL" a line. */
static void
more(void *ctx, enum feed_kind kind, const char *url, const char *listed)
{
    buf_addf(ctx, "%d %s %s\n", (int)kind, listed[0] ? listed : "-", url);
}

/* Start a feed, or read a document of it. */
static int
walk(const char *name, const char *since, enum feed_kind kind, const char *url,
    const char *body, struct buf *asked, struct recall_import *im,
    struct fail *fail)
{
    struct feed_walk w = { .feed = feed_find(str_of(name)),
        .base = "http://feed.example/b",
        .since = since,
        .today = "2026-11-20",
        .im = im,
        .more = more,
        .ctx = asked };

    if (w.feed == NULL)
        fail_msg("no feed %s", name);
    if (url == NULL) {
        w.feed->start(&w);
        return 0;
    }
    im->name = url;
    return feed_read(&w, kind, str_of(url), str_of(body), fail);
}

#define B "http://feed.example/b"

static void
begins_where_it_should(void **state)
{
    static const struct {
        const char *feed, *since, *first, *last;
    } cases[] = {
        { "eu-safety-gate", "2026-09-25", "1 - " B "/weeklyReport/list/xml/en",
            NULL },
        { "us-cpsc", "2026-09-25",
            "2 - " B "/Recall?format=json&LastPublishDateStart=2026-09-25",
            NULL },
        { "us-cpsc", "",
            "2 - " B "/Recall?format=json&RecallDateStart=1973-01-01"
            "&RecallDateEnd=1973-12-31",
            "2 - " B "/Recall?format=json&RecallDateStart=2026-01-01"
            "&RecallDateEnd=2026-12-31" },
        { "uk-opss", "",
            "1 - " B "/api/search.json?filter_format="
            "product_safety_alert_report_recall&order=-public_timestamp"
            "&count=100&start=0&fields=link,public_timestamp\n",
            NULL },
        { "fr-rappelconso", "", "2 - " B "/exports/json\n", NULL },
        { "fr-rappelconso", "2026-09-25",
            "2 - " B "/records?where=date_publication%3E%3Ddate%272026-09-25"
            "%27&order_by=numero_fiche&limit=100&offset=0\n",
            NULL },
        { "ca-hc", "2026-09-25", "2 - " B "/HCRSAMOpenData.json\n", NULL },
        { "us-nhtsa", "2026-09-25",
            "1 - " B "/products/vehicle/makes?modelYear=2027&issueType=r",
            "1 - " B "/products/vehicle/makes?modelYear=2016&issueType=r" },
        { "au-accc", "2026-09-25", "1 - " B "/rss/feed.xml/psa_recall", NULL },
        { "cn-samr", "2026-09-25", "1 - " B "/xfpzh/xfpgnzh/",
            "1 - " B "/qczh/gnzhqc/" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf asked = BUF_MAX(1 << 16);
        struct fail fail = { "" };
        const char *text;

        walk(cases[i].feed, cases[i].since, FEED_LIST, NULL, NULL, &asked, NULL,
            &fail);
        text = buf_text(&asked);
        CHECK_INT(
            strncmp(text, cases[i].first, strlen(cases[i].first)), 0, text);
        if (cases[i].last != NULL)
            CHECK_INT(strstr(text, cases[i].last) != NULL, 1, text);
        buf_clear(&asked);
    }
    check_end();
}

static void
goes_from_page_to_page(void **state)
{
    static const struct {
        const char *name, *feed, *since;
        enum feed_kind kind;
        const char *url, *body, *asked;
    } cases[] = {
        { "weeks that are new, by their public address", "eu-safety-gate",
            "2026-09-25", FEED_LIST, B "/weeklyReport/list/xml/en",
            "<r><weeklyReport><publicationDate>18/09/2026</publicationDate>"
            "<URL>https://ec.europa.eu/safety-gate-alerts/api/download/"
            "weeklyReport/detail/xml/1?language=en</URL></weeklyReport>"
            "<weeklyReport><publicationDate>25/09/2026</publicationDate>"
            "<URL>https://ec.europa.eu/safety-gate-alerts/api/download/"
            "weeklyReport/detail/xml/2?language=en,\n</URL></weeklyReport>"
            "<weeklyReport><publicationDate>02/10/2026</publicationDate>"
            "<URL>http://10.0.0.1/x</URL></weeklyReport></r>",
            "4 2026-09-25 " B "/weeklyReport/detail/xml/2?language=en\n" },
        { "makes of a year", "us-nhtsa", "", FEED_LIST,
            B "/products/vehicle/makes?modelYear=2026&issueType=r",
            "{\"results\":[{\"modelYear\":\"2026\",\"make\":\"A & B\"}]}",
            "1 - " B "/products/vehicle/models?modelYear=2026&make=A%20%26%20B"
            "&issueType=r\n" },
        { "models of a make", "us-nhtsa", "", FEED_LIST,
            B "/products/vehicle/models?modelYear=2026&make=A&issueType=r",
            "{\"results\":[{\"modelYear\":\"2026\",\"make\":\"A\","
            "\"model\":\"X/1\"}]}",
            "1 - " B
            "/recalls/recallsByVehicle?make=A&model=X%2F1&modelYear=2026\n" },
        { "campaigns of a vehicle that are new", "us-nhtsa", "2026-09-25",
            FEED_LIST,
            B "/recalls/recallsByVehicle?make=A&model=X&modelYear=2026",
            "{\"results\":[{\"NHTSACampaignNumber\":\"26V001000\","
            "\"Make\":\"A\",\"ReportReceivedDate\":\"30/09/2026\"},"
            "{\"NHTSACampaignNumber\":\"25V001000\","
            "\"ReportReceivedDate\":\"30/09/2025\"}]}",
            "2 2026-09-30 " B
            "/recalls/campaignNumber?campaignNumber=26V001000\n" },
        { "a page of a search and the next", "uk-opss", "2026-09-25", FEED_LIST,
            B "/api/search.json?count=100&start=0&fields=link",
            "{\"total\":3,\"results\":[{\"link\":\"/x/a\","
            "\"public_timestamp\":\"2026-10-01T08:00:00Z\"},"
            "{\"link\":\"http://10.0.0.1/b\"}]}",
            "3 2026-10-01 " B "/api/content/x/a\n"
            "1 - " B
            "/api/search.json?filter_format=product_safety_alert_report_recall"
            "&order=-public_timestamp&count=100&start=2"
            "&fields=link,public_timestamp"
            "&filter_public_timestamp=from:2026-09-25\n" },
        { "a page of a dataset and the next", "fr-rappelconso", "2026-09-25",
            FEED_PAGE,
            B "/records?where=a%20b&order_by=numero_fiche&limit=100&offset=0",
            "{\"total_count\":2,\"results\":[{\"numero_fiche\":\"2026-11-"
            "0001\","
            "\"libelle\":\"Lampe\"}]}",
            "2 - " B
            "/records?where=a%20b&order_by=numero_fiche&limit=100&offset=1\n" },
        { "the last page of a dataset", "fr-rappelconso", "2026-09-25",
            FEED_PAGE, B "/records?where=a&limit=100&offset=1",
            "{\"total_count\":2,\"results\":[{\"numero_fiche\":\"2026-11-"
            "0002\","
            "\"libelle\":\"Lampe\"}]}",
            "" },
        { "more than can be paged through", "eu-safety-gate-ods", "2026-09-25",
            FEED_PAGE, B "/records?where=a%20b&limit=100&offset=0",
            "{\"total_count\":10001,\"results\":[{\"alert_number\":"
            "\"SR/00001/26\",\"product_name\":\"Lamp\"}]}",
            "2 - " B "/exports/json?where=a%20b\n" },
        { "items of a feed that are new", "au-accc", "2026-09-25", FEED_LIST,
            B "/rss/feed.xml/psa_recall",
            "<rss><channel><item><link>https://www.productsafety.gov.au/"
            "recalls/a#top</link><pubDate>Tue, 29 Sep 2026 10:00:00 +1000"
            "</pubDate></item><item><link>https://www.productsafety.gov.au/"
            "recalls/b</link><pubDate>Tue, 01 Sep 2026 10:00:00 +1000"
            "</pubDate></item></channel></rss>",
            "3 2026-09-29 " B "/recalls/a\n" },
        { "a page of a list and the next", "cn-samr", "2026-09-25", FEED_LIST,
            "http://feed.example/b/xfpzh/xfpgnzh/",
            "<a href=\"/\">x</a><ul><li><a href=\"./202609/t20260928_116125"
            ".html\">a</a><span>2026-09-28</span></li><li><a href=\"./202609/"
            "t20260901_116000.html\">b</a></li></ul><script>createPageHTML(3, "
            "0, \"index\", \"html\");</script>",
            "3 2026-09-28 " B "/xfpzh/xfpgnzh/202609/t20260928_116125.html\n"
            "1 - " B "/xfpzh/xfpgnzh/index_1.html\n" },
        { "the last page of a list", "cn-samr", "", FEED_LIST,
            "http://feed.example/b/xfpzh/xfpgnzh/index_2.html",
            "<li><a href=\"./202609/t20260928_116125.html\">a</a></li>"
            "<script>createPageHTML(3, 2, \"index\", \"html\")</script>",
            "3 2026-09-28 " B "/xfpzh/xfpgnzh/202609/t20260928_116125.html\n" },
        { "a page with nothing new ends the list", "cn-samr", "2026-10-25",
            FEED_LIST, "http://feed.example/b/xfpzh/xfpgnzh/",
            "<li><a href=\"./202609/t20260928_116125.html\">a</a></li>"
            "<script>createPageHTML(3, 0, \"index\", \"html\")</script>",
            "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recalls rs = { 0 };
        struct recall_import im = { .out = &rs };
        struct buf asked = BUF_MAX(1 << 16);
        struct fail fail = { "" };

        CHECK_INT(walk(cases[i].feed, cases[i].since, cases[i].kind,
                      cases[i].url, cases[i].body, &asked, &im, &fail),
            0, fail.text);
        CHECK_TEXT(buf_text(&asked), cases[i].asked, cases[i].name);
        buf_clear(&asked);
        recalls_clear(&rs);
    }
    check_end();
}

static void
names_what_is_wrong(void **state)
{
    static const struct {
        const char *feed;
        enum feed_kind kind;
        const char *body, *why;
    } cases[] = {
        { "us-cpsc", FEED_PAGE, "<!doctype HTML><title>x", "a web page" },
        { "us-cpsc", FEED_PAGE, "\xEF\xBB\xBF <html>", "a web page" },
        { "us-cpsc", FEED_PAGE, " \n", "empty answer" },
        { "us-cpsc", FEED_PAGE, "{\"Message\":\"No.\"}", "'RecallNumber'" },
        { "us-cpsc", FEED_PAGE, "oops", "no JSON" },
        { "eu-safety-gate", FEED_LIST, "<weeks/>", "<weeklyReport>" },
        { "eu-safety-gate", FEED_LIST,
            "<r><weeklyReport><URL>http://feed.example/b/1</URL>"
            "</weeklyReport></r>",
            "<publicationDate>" },
        { "eu-safety-gate", FEED_REPORT, "<weeklyReport></weeklyReport>",
            "<notifications>" },
        { "us-nhtsa", FEED_LIST, "{\"Results\":[]}", "'results' is missing" },
        { "us-nhtsa", FEED_LIST, "{\"results\":{}}",
            "'results' is an object, not a list" },
        { "us-nhtsa", FEED_LIST, "[]", "an object with 'results'" },
        { "uk-opss", FEED_LIST, "{\"results\":[]}", "'total' is missing" },
        { "uk-opss", FEED_LIST, "{\"total\":1,\"results\":[{\"url\":\"/a\"}]}",
            "has a 'link'" },
        { "uk-opss", FEED_NOTICE, "{\"title\":\"x\"}", "'base_path'" },
        { "fr-rappelconso", FEED_PAGE,
            "{\"error_code\":\"x\",\"message\":"
            "\"No such field\"}",
            "'results' is missing; it says: No such field" },
        { "ca-hc", FEED_PAGE, "{\"a\":1}", "no list of notices" },
        { "au-accc", FEED_LIST, "<rss><channel/></rss>", "no <item>" },
        { "au-accc", FEED_LIST, "<rss><item><title>x</title></item></rss>",
            "<link>" },
        { "au-accc", FEED_NOTICE, "<html><body>Sign in</body></html>",
            "field-psa-recall-" },
        { "cn-samr", FEED_LIST, "<html><a href='/x'>y</a></html>",
            "no link to a notice" },
        { "cn-samr", FEED_NOTICE, "<html><h1>404</h1></html>", "召回" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recalls rs = { 0 };
        struct recall_import im = { .out = &rs };
        struct buf asked = BUF_MAX(1 << 16);
        struct fail fail = { "" };

        CHECK_INT(walk(cases[i].feed, "", cases[i].kind, B "/x", cases[i].body,
                      &asked, &im, &fail),
            -1, cases[i].body);
        CHECK_INT(strstr(fail.text, cases[i].why) != NULL, 1, fail.text);
        buf_clear(&asked);
        recalls_clear(&rs);
    }
    check_end();
}

static void
every_feed_is_whole(void **state)
{
    const struct feed_source *f;

    (void)state;
    for (size_t i = 0; (f = feed_at(i)) != NULL; i++) {
        const struct recall_source *form =
            recall_source_find(str_of(f->format));

        CHECK_INT(form != NULL, 1, f->name);
        CHECK_INT(feed_find(str_of(f->name)) == f, 1, f->name);
        CHECK_INT(f->start != NULL && f->read != NULL, 1, f->name);
        CHECK_INT(f->overlap_days > 0, 1, f->name);
        CHECK_INT(strncmp(f->base, "https://", 8), 0, f->name);
        CHECK_INT(f->base[strlen(f->base) - 1] != '/', 1, f->name);
        if (form != NULL && form->source != NULL)
            CHECK_TEXT(form->source, f->source, f->name);
    }
    check_end();
}

static void
counts_days(void **state)
{
    static const struct {
        const char *date;
        int days;
        const char *want;
    } cases[] = { { "2026-02-27", 3, "2026-03-02" },
        { "2026-01-01", -1, "2025-12-31" }, { "2024-02-28", 1, "2024-02-29" },
        { "", 3, "" }, { "soon", 1, "soon" } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[FEED_DATE_BYTES];

        feed_date_add(cases[i].date, cases[i].days, got);
        CHECK_TEXT(got, cases[i].want, cases[i].date);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_where_it_should),
        cmocka_unit_test(goes_from_page_to_page),
        cmocka_unit_test(names_what_is_wrong),
        cmocka_unit_test(every_feed_is_whole),
        cmocka_unit_test(counts_days),
    };

    return cmocka_run_group_tests_name("recalls/feed", tests, NULL, NULL);
}
