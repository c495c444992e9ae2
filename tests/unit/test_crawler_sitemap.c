#include "tests/check.h"

#include "base/file.h"
#include "base/gzip.h"
#include "base/js.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "crawler/sitemap.h"

/* "pages | children", addresses by blanks. */
static char *
list(const struct sitemap *s)
{
    struct buf out = BUF_MAX(1u << 20);

    for (size_t i = 0; i < s->pages.count; i++)
        buf_addf(&out, "%s ", s->pages.entries[i].url);
    buf_addc(&out, '|');
    for (size_t i = 0; i < s->children.count; i++)
        buf_addf(&out, " %s", s->children.entries[i].url);
    return buf_take(&out);
}

#define URLSET(inside) "<?xml version='1.0'?><urlset>" inside "</urlset>"

static const struct {
    const char *name, *in, *want;
    enum sitemap_kind kind;
    int broken;
} cases[] = {
    { "list", URLSET("<url><loc> http://a/1 </loc></url>"), "http://a/1 |",
        SITEMAP_PAGES, 0 },
    { "any namespace",
        "<s:urlset xmlns:s='x'><s:url><s:loc>http://a/1</s:loc>"
        "</s:url></s:urlset>",
        "http://a/1 |", SITEMAP_PAGES, 0 },
    { "undeclared prefix",
        "<s:urlset><s:url><s:loc>http://a/1</s:loc>"
        "</s:url></s:urlset>",
        "http://a/1 |", SITEMAP_PAGES, 0 },
    { "images are not pages",
        URLSET("<url><loc>http://a/1</loc><image:image><image:loc>"
               "http://a/i.jpg</image:loc></image:image></url>"),
        "http://a/1 |", SITEMAP_PAGES, 0 },
    { "entities, CDATA, bare ampersand",
        URLSET("<url><loc>http://a/?x=1&amp;y=2</loc></url><url><loc>"
               "<![CDATA[http://a/?x=1&y=2]]></loc></url>"
               "<url><loc>http://a/?x=1&y=2</loc></url>"),
        "http://a/?x=1&y=2 http://a/?x=1&y=2 http://a/?x=1&y=2 |",
        SITEMAP_PAGES, 0 },
    { "relative and other hosts",
        URLSET("<url><loc>/1?utm_source=x#y</loc></url>"
               "<url><loc>www.b/2</loc></url><url><loc>//c/3</loc></url>"
               "<url><loc>shop.example/4</loc></url>"
               "<url><loc>ftp://d/</loc></url><url><loc></loc></url>"),
        "https://shop.example/1 https://www.b/2 https://c/3 "
        "https://shop.example/4 |",
        SITEMAP_PAGES, 0 },
    { "index",
        "<sitemapindex><sitemap><loc>http://a/1.xml.gz</loc></sitemap>"
        "<sitemap><loc>2.xml</loc></sitemap></sitemapindex>",
        "| http://a/1.xml.gz https://shop.example/s/2.xml", SITEMAP_INDEX, 0 },
    { "empty list", URLSET(""), "|", SITEMAP_PAGES, 0 },
    { "truncated in an address",
        "<urlset><url><loc>http://a/1</loc></url><url><loc>http://a/pag",
        "http://a/1 |", SITEMAP_PAGES, 1 },
    { "truncated behind an address",
        "<urlset><url><loc>http://a/1</loc></url><url><loc>http://a/2</loc>"
        "<lastmod>20",
        "http://a/1 http://a/2 |", SITEMAP_PAGES, 1 },
    { "missing end",
        URLSET("<url><loc>http://a/1</loc><url><loc>http://a/2</loc></url>"),
        "http://a/1 http://a/2 |", SITEMAP_PAGES, 1 },
    { "missing beginning",
        URLSET("<url><loc>http://a/1</loc></url><loc>http://a/2</loc>"),
        "http://a/1 http://a/2 |", SITEMAP_PAGES, 0 },
    { "entity behind an error",
        URLSET("<url><loc x=y>http://a/1</loc></url>"
               "<url><loc>http://a/?b&amp;c</loc></url>"),
        "http://a/1 http://a/?b&c |", SITEMAP_PAGES, 1 },
    { "billion laughs",
        "<!DOCTYPE u [<!ENTITY a 'http://a/'><!ENTITY b '&a;&a;&a;&a;'>]>"
        "<urlset><url><loc>&b;</loc></url>"
        "<url><loc>http://a/1</loc></url></urlset>",
        "https://shop.example/s/&b; http://a/1 |", SITEMAP_PAGES, 0 },
    { "text", "http://a/1\r\n\n  https://b/2  \nhello\n/3\n",
        "http://a/1 "
        "https://b/2 https://shop.example/3 |",
        SITEMAP_TEXT, 0 },
    { "text with mark", "\xef\xbb\xbfhttp://a/1", "http://a/1 |", SITEMAP_TEXT,
        0 },
    { "RSS",
        "<rss><channel><link>http://a/</link><item><title>x</title>"
        "<link>http://a/1</link><guid>http://a/g</guid></item>"
        "<item><guid isPermaLink='false'>tag:1</guid></item>"
        "<item><guid>http://a/2</guid></item></channel></rss>",
        "http://a/1 http://a/2 |", SITEMAP_FEED, 0 },
    { "Atom",
        "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/'/><entry>"
        "<link rel='edit' href='/e'/><link href='/1'/>"
        "<link rel='alternate' href='/2'/></entry>"
        "<entry><link href='3'/></entry></feed>",
        "https://shop.example/2 https://shop.example/s/3 |", SITEMAP_FEED, 0 },
    { "RSS 1.0",
        "<rdf:RDF><item rdf:about='x'><link>http://a/1</link></item>"
        "</rdf:RDF>",
        "http://a/1 |", SITEMAP_FEED, 0 },
    { "web page", "<!doctype html><html><body><a href='/x'>x</a></body></html>",
        "|", SITEMAP_UNKNOWN, 1 },
    { "words", "Not found", "|", SITEMAP_UNKNOWN, 0 },
    { "nothing", "", "|", SITEMAP_UNKNOWN, 0 },
};

static void
reads(void **state)
{
    const struct str url = STR("https://shop.example/s/map.xml");

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf packed = BUF_MAX(1u << 20), again = BUF_MAX(1u << 20);
        struct str in[3] = { str_of(cases[i].in) };

        gzip_add(&packed, in[0], 6);
        gzip_add(&again, buf_str(&packed), 6);
        in[1] = buf_str(&packed);
        in[2] = buf_str(&again);
        for (size_t k = 0; k < 3; k++) {
            struct sitemap s;
            char *got;

            sitemap_parse(&s, in[k], url);
            got = list(&s);
            CHECK_TEXT(got, cases[i].want, cases[i].name);
            CHECK_INT(s.kind, cases[i].kind, cases[i].name);
            CHECK_INT(s.fail.text[0] != '\0',
                k == 0 || !cases[i].broken ? cases[i].broken : 1,
                cases[i].name);
            free(got);
            sitemap_clear(&s);
        }
        buf_clear(&packed);
        buf_clear(&again);
    }
    check_end();
}

static void
keeps_dates_and_priorities(void **state)
{
    static const struct {
        const char *in;
        int64_t lastmod_ms;
        double priority;
    } rows[] = {
        { "<url><loc>/</loc><lastmod>2005-01-01</lastmod>"
          "<priority>0.8</priority></url>",
            1104537600000, 0.8 },
        { "<url><priority> 1.0 </priority><lastmod>2004-12-23T18:00:15+00:00"
          "</lastmod><loc>/</loc></url>",
            1103824815000, 1.0 },
        { "<url><loc>/</loc><lastmod>2004-12-23T18:00+01:00</lastmod></url>",
            1103821200000, 0.5 },
        { "<url><loc>/</loc><lastmod>yesterday</lastmod>"
          "<priority>7</priority></url>",
            -1, 0.5 },
        { "<item><link>/</link><pubDate>Thu, 05 Jan 2017 13:34:51 +0100"
          "</pubDate></item>",
            1483619691000, 0.5 },
        { "<entry><updated>2003-12-13T18:30:02Z</updated><link href='/'/>"
          "</entry>",
            1071340202000, 0.5 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf in = BUF_MAX(10000);
        struct sitemap s;

        buf_addf(&in, "<x>%s</x>", rows[i].in);
        sitemap_parse(&s, buf_str(&in), STR("http://a/"));
        CHECK_INT(s.pages.count, 1, rows[i].in);
        if (s.pages.count == 1) {
            CHECK_INT(
                s.pages.entries[0].lastmod_ms, rows[i].lastmod_ms, rows[i].in);
            CHECK_INT(s.pages.entries[0].priority * 100, rows[i].priority * 100,
                rows[i].in);
        }
        sitemap_clear(&s);
        buf_clear(&in);
    }
    check_end();
}

static void
caps(void **state)
{
    struct buf in = BUF_MAX(80u << 20), packed = BUF_MAX(1u << 20);
    struct sitemap s;
    int64_t start = now_monotonic_ms();

    (void)state;
    buf_addz(&in, "<urlset>");
    for (int i = 0; i < LIMIT_SITEMAP_URLS + 1; i++)
        buf_addf(&in, "<url><loc>http://a/%d</loc></url>", i);
    sitemap_parse(&s, buf_str(&in), STR("http://a/"));
    CHECK_INT(s.pages.count, LIMIT_SITEMAP_URLS, "addresses");
    CHECK_INT(s.truncated, 1, "addresses");
    print_message("%zu addresses in %lld ms\n", s.pages.count,
        (long long)(now_monotonic_ms() - start));
    sitemap_clear(&s);

    buf_reset(&in);
    buf_addz(&in, "http://a/1\n");
    memset(buf_room(&in, 60u << 20), '\n', 60u << 20);
    in.len += 60u << 20;
    buf_addz(&in, "http://a/2\n");
    sitemap_parse(&s, buf_str(&in), STR("http://a/"));
    CHECK_INT(s.pages.count, 1, "bytes");
    CHECK_INT(s.truncated, 1, "bytes");
    sitemap_clear(&s);
    gzip_add(&packed, buf_str(&in), 6);
    sitemap_parse(&s, buf_str(&packed), STR("http://a/"));
    CHECK_INT(s.pages.count, 1, "bomb");
    CHECK_INT(s.truncated, 1, "bomb");
    sitemap_clear(&s);
    buf_clear(&in);
    buf_clear(&packed);
    check_end();
}

/* --- conformance --- */

/* What the suite's library refuses and we read, on purpose. */
static const struct {
    const char *test, *why;
} exceptions[] = {
    { "testSitemapParserBrokenXml", "read as far as possible: one address" },
};

static const char *
exception_for(struct str test)
{
    for (size_t i = 0; i < COUNT(exceptions); i++)
        if (str_is(test, exceptions[i].test))
            return exceptions[i].why;
    return NULL;
}

static int
has_page(const struct sitemap *s, struct str url)
{
    for (size_t i = 0; i < s->children.count; i++)
        if (str_is(url, s->children.entries[i].url))
            return 1;
    return 0;
}

/* 1 if s is what the suite expects of it. */
static int
is_expected(const struct sitemap *s, const struct js *expect)
{
    struct js *urls = js_get(expect, "contains_urls");
    struct js *modes = js_get(expect, "urls_any_of_modes");
    int any = modes == NULL;

    for (size_t i = 0; i < js_count(modes); i++)
        any |= js_integer(js_at(modes, i), -1) == (int64_t)s->pages.count;
    for (size_t i = 0; i < js_count(urls); i++)
        if (!has_page(s, js_text(js_at(urls, i))))
            return 0;
    if (js_get(expect, "error") != NULL && s->kind != SITEMAP_UNKNOWN)
        return 0;
    return any &&
           js_integer(js_get(expect, "urls"), (int64_t)s->pages.count) ==
               (int64_t)s->pages.count &&
           js_integer(js_get(expect, "sitemaps"), (int64_t)s->children.count) ==
               (int64_t)s->children.count &&
           js_bool(js_get(expect, "is_index"), s->kind == SITEMAP_INDEX) ==
               (s->kind == SITEMAP_INDEX);
}

static void
passes_single_documents(void **state)
{
    struct buf text = BUF_MAX(64u << 20), body = BUF_MAX(64u << 20);
    struct str rest, line;
    struct fail fail = { "" };
    int total = 0, good = 0, bad = 0;

    (void)state;
    if (file_read(&text, check_data("suites/sitemaps/single_documents.jsonl"),
            &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct js *j = NULL;
        struct str file, test;
        struct sitemap s;

        if (line.len == 0)
            continue;
        if (js_parse(&j, line, &fail) != 0)
            fail_msg("%s", fail.text);
        test = js_get_text(j, "test");
        file = js_get_text(j, "file");
        buf_reset(&body);
        buf_adds(&body, js_get_text(j, "body"));
        if (file.len > 0) {
            char name[256];

            snprintf(
                name, sizeof name, "suites/sitemaps/" STR_FMT, STR_ARG(file));
            if (file_read(&body, check_data(name), &fail) != 0)
                fail_msg("%s", fail.text);
        }
        total++;
        sitemap_parse(&s, buf_str(&body), js_get_text(j, "url"));
        if (is_expected(&s, js_get(j, "expect"))) {
            good++;
        } else {
            const char *why = exception_for(test);

            print_message(STR_FMT ": %zu pages, %zu children, kind %d: %s\n",
                STR_ARG(test), s.pages.count, s.children.count, (int)s.kind,
                why ? why : s.fail.text);
            bad += why == NULL;
        }
        sitemap_clear(&s);
        js_free(j);
    }
    print_message("sitemaps: %d of %d as the suite has it\n", good, total);
    assert_true(total >= 20 && bad == 0);
    buf_clear(&text);
    buf_clear(&body);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(keeps_dates_and_priorities),
        cmocka_unit_test(caps),
        cmocka_unit_test(passes_single_documents),
    };

    return cmocka_run_group_tests_name("crawler/sitemap", tests, NULL, NULL);
}
