#include "tests/url_cases.h"

#include "base/mem.h"
#include "core/url.h"

/* Owned serialisation, or NULL. */
static char *
serialise(struct str base, struct str reference)
{
    struct url b = { 0 }, u = { 0 };
    char *text = NULL;

    if (base.len > 0 && url_parse(&b, base, NULL, NULL) != 0)
        return NULL;
    if (url_parse(&u, reference, base.len > 0 ? &b : NULL, NULL) == 0)
        text = mem_text(u.text);
    url_clear(&u);
    url_clear(&b);
    return text;
}

static void
reads_parts(void **state)
{
    struct url u;

    (void)state;
    CHECK_INT(url_parse(&u, STR("HTTPS://a:b@Shop.Example:8443/x/../y?q=1#f"),
                  NULL, NULL),
        0, "parse");
    CHECK_TEXT(u.text, "https://a:b@shop.example:8443/y?q=1#f", "text");
    CHECK_INT(str_is(u.scheme, "https"), 1, "scheme");
    CHECK_INT(str_is(u.userinfo, "a:b"), 1, "userinfo");
    CHECK_INT(str_is(u.host, "shop.example"), 1, "host");
    CHECK_INT(str_is(u.path, "/y"), 1, "path");
    CHECK_INT(str_is(u.query, "q=1"), 1, "query");
    CHECK_INT(str_is(u.fragment, "f"), 1, "fragment");
    CHECK_INT(u.port, 8443, "port");
    CHECK_INT(u.has_port, 1, "has port");
    url_clear(&u);
    CHECK_INT(url_parse(&u, STR("http://h:80?"), NULL, NULL), 0, "parse");
    CHECK_INT(u.port, 80, "default port");
    CHECK_INT(u.has_port, 0, "has no port");
    CHECK_INT(u.query.p != NULL && u.query.len == 0, 1, "empty query");
    CHECK_INT(u.fragment.p == NULL, 1, "no fragment");
    url_clear(&u);
    check_end();
}

static void
resolves(void **state)
{
    static const struct {
        const char *base, *reference, *want;
    } cases[] = {
        { "http://a/b/c/d;p?q", "g", "http://a/b/c/g" },
        { "http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q" },
        { "http://a/b/c/d;p?q", "?", "http://a/b/c/d;p?" },
        { "http://a/b/c/d;p?q", "#", "http://a/b/c/d;p?q#" },
        { "http://a/b/c/d;p?q", "../../../g", "http://a/g" },
        { "http://a/b/c/d;p?q", "g;x=1/%2e%2E/y", "http://a/b/c/y" },
        { "http://a/b/c/d;p?q", "//g", "http://g/" },
        { "https://a/b", "\\\\g\\h", "https://g/h" },
        { "https://a/b", "http:c", "http://c/" },
        { "https://a/b", "https:c", "https://a/c" },
        { "https://a/b", "mailto:x@y", NULL },
        { "https://a/b", "javascript:void(0)", NULL },
        { "", "/x", NULL },
        { "", "http:\t//a\n/b", "http://a/b" },
        { "", "http://a\\b@c/", "http://a/b@c/" },
        { "", "http://0x7f.1/", "http://127.0.0.1/" },
        { "", "http://[1:0::0:1]:80/", "http://[1::1]/" },
        { "", "http://a/\xff", "http://a/%EF%BF%BD" },
        { "", "http://a/'?'#'", "http://a/'?%27#'" },
        { "", "http://a:65536/", NULL },
        { "", "http://@/", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *got =
            serialise(str_of(cases[i].base), str_of(cases[i].reference));

        CHECK_TEXT(got, cases[i].want, cases[i].reference);
        free(got);
    }
    check_end();
}

static void
caps_length(void **state)
{
    struct buf in = BUF_MAX(1u << 20);
    struct fail fail = { "" };
    struct url u;

    (void)state;
    buf_addz(&in, "http://a/");
    while (in.len < LIMIT_URL_BYTES)
        buf_addc(&in, 'x');
    CHECK_INT(url_parse(&u, buf_str(&in), NULL, &fail), 0, "longest");
    url_clear(&u);
    buf_addc(&in, 'x');
    CHECK_INT(url_parse(&u, buf_str(&in), NULL, &fail), -1, "one more");
    CHECK_TEXT(fail.text, "longer than 8192 bytes", "why");
    buf_cut(&in, LIMIT_URL_BYTES - 1);
    buf_addc(&in, ' ');
    buf_addc(&in, '"');
    buf_drop(&in, 2);
    memcpy(in.p, "http://", 7);
    CHECK_INT(url_parse(&u, buf_str(&in), NULL, &fail), -1, "grows");
    buf_reset(&in);
    buf_addz(&in, "http://a/");
    for (int i = 0; i < 9000; i++)
        buf_addz(&in, "\t");
    CHECK_INT(url_parse(&u, buf_str(&in), NULL, &fail), 0, "tabs are nothing");
    CHECK_TEXT(u.text, "http://a/", "tabs are nothing");
    url_clear(&u);
    buf_clear(&in);
    check_end();
}

static void
passes_web_platform_tests(void **state)
{
    struct buf text = BUF_MAX(64u << 20);
    struct str rest, line;
    struct fail fail = { "" };
    int total = 0, good = 0;

    (void)state;
    if (file_read(&text, check_data("suites/url/http_subset.jsonl"), &fail))
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct js *j = NULL;
        char *got;
        struct str want;

        if (line.len == 0)
            continue;
        total++;
        if (js_parse(&j, line, &fail) != 0) {
            print_message("%s: " STR_FMT "\n", fail.text, STR_ARG(line));
            continue;
        }
        want = js_get_text(j, "href");
        got = serialise(js_get_text(j, "base"), js_get_text(j, "input"));
        if (js_bool(js_get(j, "failure"), 0) ? got == NULL
                                             : str_eq(str_of(got), want))
            good++;
        else
            print_message("miss: '" STR_FMT "' gave %s, due " STR_FMT "\n",
                STR_ARG(js_get_text(j, "input")), got ? got : "failure",
                STR_ARG(want));
        free(got);
        js_free(j);
    }
    print_message("WPT http subset: %d of %d\n", good, total);
    assert_true(total >= 200 && good * 100 >= total * 98);
    buf_clear(&text);
}

static void
encodes_utf8_queries(void **state)
{
    struct buf text = BUF_MAX(1u << 20);
    struct js *j = url_cases_load("suites/url/percent-encoding.json", &text);

    (void)state;
    for (size_t i = 0; i < js_count(j); i++) {
        struct js *c = js_at(j, i);
        struct buf url = BUF_MAX(LIMIT_URL_BYTES);
        struct str want = js_get_text(js_get(c, "output"), "utf-8");
        struct url u = { 0 };

        if (js_kind(c) != JS_OBJECT)
            continue;
        buf_addz(&url, "http://a/?");
        buf_adds(&url, js_get_text(c, "input"));
        CHECK_INT(url_parse(&u, buf_str(&url), NULL, NULL), 0, "parse");
        CHECK_INT(str_eq(u.query, want), 1, u.text);
        url_clear(&u);
        buf_clear(&url);
    }
    js_free(j);
    buf_clear(&text);
    check_end();
}

static void
check_resolved(struct str *field, size_t count, void *ctx)
{
    struct tally *t = ctx;
    char *got, *want;

    /* file: is not ours. */
    if (count != 3 || str_starts(field[1], STR("file:")))
        return;
    got = serialise(field[1], field[0]);
    want = serialise(STR_NONE, field[2]); /* theirs is not normalised */
    t->total++;
    t->good += got != NULL && want != NULL && strcmp(got, want) == 0;
    CHECK_TEXT(got, want, want);
    free(got);
    free(want);
}

static void
agrees_with_other_resolvers(void **state)
{
    struct tally t = { 0 };

    (void)state;
    url_cases_each(
        "suites/url/crawler-commons-url-resolve.csv", check_resolved, &t);
    print_message("crawler-commons resolution: %d of %d\n", t.good, t.total);
    assert_true(t.total > 15);
    check_end();
}

static void
check_invalid(struct str *field, size_t count, void *ctx)
{
    struct tally *t = ctx;

    (void)count;
    t->total++;
    CHECK_TEXT(serialise(STR_NONE, field[0]), NULL, "invalid");
}

static void
refuses_invalid(void **state)
{
    struct tally t = { 0 };

    (void)state;
    url_cases_each(
        "suites/url/crawler-commons-invalidUrls.csv", check_invalid, &t);
    assert_true(t.total > 0);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_parts),
        cmocka_unit_test(resolves),
        cmocka_unit_test(caps_length),
        cmocka_unit_test(passes_web_platform_tests),
        cmocka_unit_test(encodes_utf8_queries),
        cmocka_unit_test(agrees_with_other_resolvers),
        cmocka_unit_test(refuses_invalid),
    };

    return cmocka_run_group_tests_name("core/url", tests, NULL, NULL);
}
