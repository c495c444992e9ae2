#include "tests/check.h"

#include "base/mem.h"
#include "crawler/png.h"
#include "crawler/webdriver.h"

/* One pixel, made by hand: the check sums are not looked at. */
#define PNG_BEGIN "\x89PNG\r\n\x1a\n"
#define PNG_HEADER                                                             \
    "\0\0\0\rIHDR\0\0\0\1\0\0\0\2\x8\2\0\0\0"                                  \
    "\1\2\3\4"
#define PNG_PIXELS "\0\0\0\2IDATxy\1\2\3\4"
#define PNG_END "\0\0\0\0IEND\xae\x42\x60\x82"

static void
judges_pictures(void **state)
{
    static const struct {
        const char *name;
        struct str bytes;
        int want;
    } cases[] = {
        { "a picture", STR(PNG_BEGIN PNG_HEADER PNG_PIXELS PNG_END), 0 },
        { "with its colours said",
            STR(PNG_BEGIN PNG_HEADER
                "\0\0\0\1sRGB\0\1\2\3\4" PNG_PIXELS PNG_END),
            0 },
        { "nothing", STR(""), -1 },
        { "another kind", STR("GIF89a"), -1 },
        { "HTML behind the mark", STR(PNG_BEGIN "<script>alert(1)</script>"),
            -1 },
        { "no pixels", STR(PNG_BEGIN PNG_HEADER PNG_END), -1 },
        { "no end", STR(PNG_BEGIN PNG_HEADER PNG_PIXELS), -1 },
        { "more behind the end",
            STR(PNG_BEGIN PNG_HEADER PNG_PIXELS PNG_END "<script>"), -1 },
        { "a length too large",
            STR(PNG_BEGIN PNG_HEADER "\x7f\xff\xff\xffIDATxy\1\2\3\4"), -1 },
        { "a chunk that must be known",
            STR(PNG_BEGIN PNG_HEADER "\0\0\0\0HTML\1\2\3\4" PNG_PIXELS PNG_END),
            -1 },
        { "as wide as 2 GB",
            STR(PNG_BEGIN "\0\0\0\rIHDR\x7f\xff\xff\xff\0\0\0\2\x8\2\0\0\0"
                          "\1\2\3\4" PNG_PIXELS PNG_END),
            -1 },
    };
    struct png_size size = { 0, 0 };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(png_check(cases[i].bytes, &size, NULL), cases[i].want,
            cases[i].name);
    CHECK_INT(size.width, 1, "width");
    CHECK_INT(size.height, 2, "height");
    check_end();
}

static void
tells_answers_apart(void **state)
{
    static const struct {
        const char *answer;
        enum webdriver_kind want;
        const char *words;
    } cases[] = {
        { "{\"value\":null}", WEBDRIVER_VALUE, "" },
        { "{\"value\":[1]}", WEBDRIVER_VALUE, "" },
        { "{\"value\":{\"error\":\"unexpected alert open\",\"message\":"
          "\"unexpected alert open: {Alert text : x}\\n  (Session"
          " info)\"}}",
            WEBDRIVER_PROMPT, "unexpected alert open: {Alert text : x}" },
        { "{\"value\":{\"error\":\"timeout\",\"message\":\"\"}}",
            WEBDRIVER_TIMEOUT, "timeout" },
        { "{\"value\":{\"error\":\"script timeout\",\"message\":\"a\\tb\"}}",
            WEBDRIVER_TIMEOUT, "a b" },
        { "{\"value\":{\"error\":\"unknown error\",\"message\":\"net::ERR\"}}",
            WEBDRIVER_ERROR, "net::ERR" },
        { "{}", WEBDRIVER_ERROR, "the driver's answer has no value" },
        { "[]", WEBDRIVER_ERROR, "the driver's answer has no value" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fail fail = { "" };
        struct js *doc = NULL;

        CHECK_INT(webdriver_read(&doc, str_of(cases[i].answer), &fail),
            cases[i].want, cases[i].answer);
        CHECK_INT(
            doc != NULL, cases[i].want == WEBDRIVER_VALUE, cases[i].answer);
        CHECK_TEXT(fail.text, cases[i].words, cases[i].answer);
        js_free(doc);
    }
    check_end();
}

static struct js *
value(const char *text)
{
    struct js *doc = NULL;

    assert_int_equal(webdriver_read(&doc, str_of(text), NULL), WEBDRIVER_VALUE);
    return doc;
}

static void
reads_sessions(void **state)
{
    static const struct {
        const char *answer, *id, *browser; /* id NULL: refused */
    } cases[] = {
        { "{\"value\":{\"sessionId\":\"0123abc\",\"capabilities\":"
          "{\"browserVersion\":\"156.0.8078.79\"}}}",
            "0123abc", "Chromium 156.0.8078.79" },
        { "{\"value\":{\"sessionId\":\"a-1\",\"capabilities\":"
          "{\"browserVersion\":\"156<script>\"}}}",
            "a-1", "Chromium 156" },
        { "{\"value\":{\"sessionId\":\"a\"}}", "a", "Chromium" },
        { "{\"value\":{\"sessionId\":\"../../shutdown\"}}", NULL, NULL },
        { "{\"value\":{\"sessionId\":\"a/url\"}}", NULL, NULL },
        { "{\"value\":{\"sessionId\":\"a b\\r\\nX: y\"}}", NULL, NULL },
        { "{\"value\":{\"sessionId\":\"\"}}", NULL, NULL },
        { "{\"value\":{\"sessionId\":12}}", NULL, NULL },
        { "{\"value\":{\"sessionId\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}}",
            NULL, NULL },
        { "{\"value\":\"a\"}", NULL, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct webdriver_session s = { "", "" };
        struct js *doc = value(cases[i].answer);
        int rc = webdriver_read_session(&s, doc, NULL);

        CHECK_INT(rc, cases[i].id == NULL ? -1 : 0, cases[i].answer);
        if (rc == 0) {
            CHECK_TEXT(s.id, cases[i].id, cases[i].answer);
            CHECK_TEXT(s.browser, cases[i].browser, cases[i].answer);
        }
        js_free(doc);
    }
    check_end();
}

static void
reads_how_a_page_stands(void **state)
{
    static const struct {
        const char *answer, *want; /* NULL: refused */
    } cases[] = {
        { "{\"value\":[\"complete\",7,30,3059,143,\"http://a/\",\"\"]}",
            "1 7 30 3059 143 http://a/ " },
        { "{\"value\":[\"loading\",7,30,3059,143,\"\",\"\"]}",
            "0 7 30 3059 143  " },
        { "{\"value\":[1,-7,\"x\",1e300,143000,{},[]]}", "0 0 0 0 0  " },
        { "{\"value\":[\"complete\",7,30,3059,143,\"https://a/\","
          "\"net::ERR_CERT_DATE_INVALID\"]}",
            "1 7 30 3059 143 https://a/ ERR_CERT_DATE_INVALID" },
        { "{\"value\":[\"complete\",7,30,0,0,\"\",\"ERR_FAILED\\r\\nX\"]}",
            "1 7 30 0 0  ERR_FAILED" },
        { "{\"value\":[\"complete\",7,30,0,0,\"\",\" ?\"]}",
            "1 7 30 0 0  ERR_UNKNOWN" },
        { "{\"value\":[\"complete\",7,30,3059,143,\"http://a/\"]}", NULL },
        { "{\"value\":[\"complete\",7]}", NULL },
        { "{\"value\":null}", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct webdriver_look l;
        struct js *doc = value(cases[i].answer);
        char got[200];

        if (webdriver_read_look(&l, doc, NULL) == 0)
            snprintf(got, sizeof got, "%d %lld %lld %d %d %s %s", l.complete,
                (long long)l.elements, (long long)l.letters, l.height,
                l.frame_height, l.opened, l.failed);
        else
            snprintf(got, sizeof got, "refused");
        CHECK_TEXT(got, cases[i].want == NULL ? "refused" : cases[i].want,
            cases[i].answer);
        webdriver_look_clear(&l);
        js_free(doc);
    }
    check_end();
}

static void
reads_documents(void **state)
{
    static const struct {
        const char *answer, *want; /* NULL: refused */
        size_t max;
        int cut;
    } cases[] = {
        { "{\"value\":[false,\"<p>x</p>\"]}", "<p>x</p>", 100, 0 },
        { "{\"value\":[true,\"<p>x</p>\"]}", "<p>x</p>", 100, 1 },
        { "{\"value\":[false,\"a\\u00e4b\"]}", "a", 2, 1 },
        { "{\"value\":[false,\"\"]}", "", 100, 0 },
        { "{\"value\":[\"\",\"x\"]}", "x", 100, 1 },
        { "{\"value\":[false,12]}", NULL, 100, 0 },
        { "{\"value\":\"<p>\"}", NULL, 100, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(cases[i].max);
        struct js *doc = value(cases[i].answer);
        int cut = 0;
        int rc = webdriver_read_document(&out, &cut, doc, NULL);

        CHECK_INT(rc, cases[i].want == NULL ? -1 : 0, cases[i].answer);
        if (rc == 0 && cases[i].want != NULL)
            CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].answer);
        CHECK_INT(cut, cases[i].cut, cases[i].answer);
        buf_clear(&out);
        js_free(doc);
    }
    check_end();
}

static void
reads_pictures_and_windows(void **state)
{
    struct buf out = BUF_MAX(100);
    struct js *doc = value("{\"value\":\"aGVsbG8=\"}");

    (void)state;
    assert_int_equal(webdriver_read_picture(&out, doc, NULL), -1);
    js_free(doc);
    doc = value("{\"value\":[\"a\",\"b\"]}");
    assert_int_equal(webdriver_read_windows(doc), 2);
    assert_int_equal(webdriver_read_picture(&out, doc, NULL), -1);
    js_free(doc);
    buf_clear(&out);
}

static void
finds_the_port(void **state)
{
    (void)state;
    assert_int_equal(
        webdriver_read_port(STR("Starting ChromeDriver on port 0\n"
                                "ChromeDriver was started successfully on "
                                "port 38273.\n")),
        38273);
    assert_int_equal(
        webdriver_read_port(STR("started successfully on port 0.")), 0);
    assert_int_equal(
        webdriver_read_port(STR("started successfully on port 70000.")), 0);
    assert_int_equal(
        webdriver_read_port(STR("started successfully on port ")), 0);
    assert_int_equal(webdriver_read_port(STR("")), 0);
}

/* What keeps a browser from going round the proxy must be asked for. */
static void
asks_for_a_browser_that_keeps_to_the_proxy(void **state)
{
    static const char *const wanted[] = { "--headless", "--disable-quic",
        "--proxy-server=http://127.0.0.1:3128",
        "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ",
        "--dns-prefetch-disable", "disable_non_proxied_udp",
        "--disable-background-networking", "--disable-component-update",
        "--disable-extensions", "\"download_restrictions\":3",
        "--user-data-dir=/tmp/x/profile", "--user-agent=shelfwatch test" };
    struct webdriver_wish w = { "/usr/bin/chromium", "shelfwatch test",
        "/tmp/x", 3128, 0 };
    struct buf out = BUF_MAX(100000);

    (void)state;
    webdriver_ask_session(&out, &w);
    assert_true(js_is_object(buf_str(&out)));
    for (size_t i = 0; i < COUNT(wanted); i++)
        CHECK_INT(strstr(buf_text(&out), wanted[i]) != NULL, 1, wanted[i]);
    CHECK_INT(strstr(buf_text(&out), "--no-sandbox") == NULL, 1, "sandbox");
    buf_reset(&out);
    w.no_sandbox = 1;
    webdriver_ask_session(&out, &w);
    CHECK_INT(strstr(buf_text(&out), "--no-sandbox") != NULL, 1, "root");
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_pictures),
        cmocka_unit_test(tells_answers_apart),
        cmocka_unit_test(reads_sessions),
        cmocka_unit_test(reads_how_a_page_stands),
        cmocka_unit_test(reads_documents),
        cmocka_unit_test(reads_pictures_and_windows),
        cmocka_unit_test(finds_the_port),
        cmocka_unit_test(asks_for_a_browser_that_keeps_to_the_proxy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
