#include "tests/url_cases.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/url.h"

static void
makes_canonical(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } cases[] = {
        { "fragment", "https://a.example/x#y", "https://a.example/x" },
        { "userinfo", "https://u:p@a.example/", "https://a.example/" },
        { "root dot", "https://a.example./", "https://a.example/" },
        { "no root dot", "https://a../", "https://a../" },
        { "default port", "http://a.example:80/", "http://a.example/" },
        { "other port", "http://a.example:81/", "http://a.example:81/" },
        { "tracking", "http://a/x?utm_source=n&id=7&gclid=Z&UTM_Term=q",
            "http://a/x?id=7" },
        { "hidden tracking", "http://a/x?utm%5Fsource=n", "http://a/x" },
        { "near miss", "http://a/x?utmost=1&glid=2&spmx=3",
            "http://a/x?utmost=1&glid=2&spmx=3" },
        { "order stays", "http://a/x?b=2&a=1", "http://a/x?b=2&a=1" },
        { "empty parameters", "http://a/x?&&b=2&", "http://a/x?b=2" },
        { "empty value stays", "http://a/x?b=&c", "http://a/x?b=&c" },
        { "empty query", "http://a/x?", "http://a/x" },
        { "session in path", "http://a/x;jsessionid=0A1?b=1",
            "http://a/x?b=1" },
        { "session in a folder", "http://a/x;jsessionid=0A1/y;v=2",
            "http://a/x/y;v=2" },
        { "PHP session", "http://a/x?PHPSESSID=1&p=2", "http://a/x?p=2" },
        { "session with a letter coded", "http://a/x;%6Asessionid=1",
            "http://a/x" },
        { "up, but for a session", "http://a/x/..;jsessionid=1",
            "http://a/x/..;jsessionid=1" },
        { "here, but for a session", "http://a/.;jsessionid=1/y",
            "http://a/.;jsessionid=1/y" },
        { "ASP.NET session with a letter coded",
            "http://a/(%53(lit3py55t21z5v55vlm25s55))/x", "http://a/x" },
        { "ASP.NET session", "http://a/(S(lit3py55t21z5v55vlm25s55))/x.aspx",
            "http://a/x.aspx" },
        { "sid that is a session", "http://a/?sid=4f2d9c1e7a0b4f2d9c1e7a0b",
            "http://a/" },
        { "sid that is a shop", "http://a/?sid=4711", "http://a/?sid=4711" },
        { "index page", "http://a/b/Index.html", "http://a/b/" },
        { "index page with tracking", "http://a/index.php?fbclid=1",
            "http://a/" },
        { "index page with parameters", "http://a/index.php?id=1",
            "http://a/index.php?id=1" },
        { "index folder", "http://a/index.html/x", "http://a/index.html/x" },
        { "unreserved decoded", "http://a/%66oo%7Eb%2dc", "http://a/foo~b-c" },
        { "reserved stays", "http://a/x%2fy%3f", "http://a/x%2Fy%3F" },
        { "stray percent", "http://a/90%of%4", "http://a/90%25of%254" },
        { "brackets", "http://a/?x[y]=1|2", "http://a/?x%5By%5D=1%7C2" },
        { "plus and star", "http://a/?q=a+b*", "http://a/?q=a+b*" },
        { "unicode", "http://a/\xc3\xa4?\xc3\xa4", "http://a/%C3%A4?%C3%A4" },
    };
    struct buf out = BUF_MAX(LIMIT_URL_BYTES);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct url u, again;

        buf_reset(&out);
        CHECK_INT(url_parse(&u, str_of(cases[i].in), NULL, NULL), 0, "parse");
        url_canonical(&out, &u);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        CHECK_INT(url_parse(&again, buf_str(&out), NULL, NULL), 0, "again");
        CHECK_TEXT(again.text, cases[i].want, "canonical is serialised");
        buf_reset(&out);
        url_canonical(&out, &again);
        CHECK_TEXT(buf_text(&out), cases[i].want, "canonical is stable");
        url_clear(&u);
        url_clear(&again);
    }
    buf_clear(&out);
    check_end();
}

static void
resolves_and_makes_canonical(void **state)
{
    struct fail fail = { "" };
    char *text = url_resolve(
        STR("https://a.example/b/c"), STR("../x?utm_id=1#y"), &fail);

    (void)state;
    CHECK_TEXT(text, "https://a.example/x", "resolved");
    free(text);
    CHECK_TEXT(url_resolve(STR("nonsense"), STR("x"), &fail), NULL, "base");
    CHECK_TEXT(fail.text, "base: relative address without a base", "why");
    CHECK_TEXT(url_resolve(STR_NONE, STR("ftp://x/"), &fail), NULL, "scheme");
    CHECK_TEXT(fail.text, "scheme is not http or https", "why");
    check_end();
}

/* What is called plain must be canonical as it stands, for every byte and for
 * what paths are made of; and most links must be plain. */
static void
knows_plain_paths(void **state)
{
    static const struct {
        const char *path;
        int plain;
    } cases[] = {
        { "/", 1 },
        { "/p/1234", 1 },
        { "/Blue-lamp_2.0/x~y,z@1:2/", 1 },
        { "/a/b.html", 1 },
        { "", 0 },
        { "p/1", 0 },
        { "//host/x", 0 },
        { "/a//b", 0 },
        { "/./a", 0 },
        { "/a/..", 0 },
        { "/a/.well-known", 0 },
        { "/a/Index.PHP", 0 },
        { "/default.aspx", 0 },
        { "/a;jsessionid=1", 0 },
        { "/a?b", 1 },
        { "/?q=lamp,red&page=2", 1 },
        { "/a.html?id=1&name=/b?c@d:e", 1 },
        { "/a?", 0 },
        { "/a?&b", 0 },
        { "/a?b&", 0 },
        { "/a?b&&c", 0 },
        { "/a?b=%41", 0 },
        { "/a?b='", 0 },
        { "/a?b#c", 0 },
        { "/a?b&UTM_source=c", 0 },
        { "/a?spm=1", 0 },
        { "/a?jsessionid=1", 0 },
        { "/a?sid=lit3py55t21z5v55vlm25s55", 0 },
        { "/a?sid=lamps", 1 },
        { "/a b", 0 },
        { "/a%41", 0 },
        { "/\xC3\xA4", 0 },
        { "/(S(lit3py55t21z5v55vlm25s55))/", 0 },
    };
    size_t len;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(url_tail_is_plain(str_of(cases[i].path), &len),
            cases[i].plain, cases[i].path);
    for (int c = 2; c < 512; c++) {
        char path[] = "/x_y/z?a=b_c";
        struct buf want = BUF_MAX(100);
        char *got;

        path[c % 2 == 0 ? 2 : 10] = (char)(c / 2);
        if (!url_tail_is_plain(str_of(path), &len))
            continue;
        CHECK_INT(path[len], '?', "where the path ends");
        buf_addf(&want, "https://h.example%s", path);
        got = url_resolve(STR("https://h.example/a/b"), str_of(path), NULL);
        CHECK_TEXT(got, buf_text(&want), path);
        buf_clear(&want);
        free(got);
    }
    check_end();
}

/* Where our canonical form differs from crawler-commons', and why. */
static const struct {
    const char *part, *why;
} own_ways[] = {
    { "/index.html", "index pages are dropped" },
    { "http:////", "an address without a host is none" },
    { "com//", "empty segments stay: a server may tell them apart" },
    { "/aa//", "empty segments stay" },
    { "/bb//", "empty segments stay" },
    { "?b", "parameters stay in their order" },
    { "?&b", "parameters stay in their order" },
    { "&b=", "empty values stay" },
    { "?&=1", "parameters without a name stay" },
    { "?=1", "parameters without a name stay" },
};

static int
is_own_way(struct str input)
{
    for (size_t i = 0; i < COUNT(own_ways); i++)
        if (str_find(input, str_of(own_ways[i].part), 0) >= 0)
            return 1;
    return 0;
}

static void
check_normalised(struct str *field, size_t count, void *ctx)
{
    struct tally *t = ctx;
    struct buf got = BUF_MAX(LIMIT_URL_BYTES);
    struct url u = { 0 };

    if (count != 2 || !str_starts_nocase(field[0], STR("http")))
        return;
    t->total++;
    if (url_parse(&u, field[0], NULL, NULL) == 0)
        url_canonical(&got, &u);
    if (str_eq(buf_str(&got), field[1])) {
        t->good++;
    } else if (!is_own_way(field[0])) {
        t->bad++;
        print_error("" STR_FMT " gave %s, theirs " STR_FMT "\n",
            STR_ARG(field[0]), buf_text(&got), STR_ARG(field[1]));
    }
    url_clear(&u);
    buf_clear(&got);
}

static void
agrees_with_other_normalisers(void **state)
{
    struct tally t = { 0 };

    (void)state;
    url_cases_each("suites/url/crawler-commons-weirdToNormalizedUrls.csv",
        check_normalised, &t);
    print_message("crawler-commons forms: %d of %d\n", t.good, t.total);
    assert_true(t.total > 50 && t.bad == 0);
}

static void
is_fast(void **state)
{
    struct url base, u;
    struct buf out = BUF_MAX(LIMIT_URL_BYTES);
    int64_t start, parsed, done;
    const int n = 200000;

    (void)state;
    assert_int_equal(
        url_parse(&base, STR("https://www.shop.example/c/toys/"), NULL, NULL),
        0);
    start = now_monotonic_ms();
    for (int i = 0; i < n; i++) {
        url_parse(&u, STR("/p/wooden-train-set-40-pieces-1234567?ref=list"),
            &base, NULL);
        url_clear(&u);
    }
    parsed = now_monotonic_ms();
    url_parse(&u,
        STR("/p/wooden-train-set-40-pieces-1234567?utm_source=x&ref=list"),
        &base, NULL);
    for (int i = 0; i < n; i++) {
        buf_reset(&out);
        url_canonical(&out, &u);
    }
    done = now_monotonic_ms();
    print_message("parse %.3f us, canonical %.3f us\n",
        (double)(parsed - start) * 1000 / n,
        (double)(done - parsed) * 1000 / n);
    url_clear(&u);
    url_clear(&base);
    buf_clear(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_canonical),
        cmocka_unit_test(resolves_and_makes_canonical),
        cmocka_unit_test(knows_plain_paths),
        cmocka_unit_test(agrees_with_other_normalisers),
        cmocka_unit_test(is_fast),
    };

    return cmocka_run_group_tests_name("core/url_canonical", tests, NULL, NULL);
}
