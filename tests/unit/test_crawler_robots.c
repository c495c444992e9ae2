#include "tests/check.h"

#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "core/limits.h"
#include "crawler/robots.h"

static int
allowed(struct str robots, const char *agent, struct str url)
{
    struct robots *r = robots_parse(robots, str_of(agent));
    int answer = robots_allowed(r, robots_path(url));

    robots_free(r);
    return answer;
}

/* The agent is "shelfwatch" everywhere. */
static const struct {
    const char *name, *robots, *url;
    int allowed;
} cases[] = {
    { "empty file allows all", "", "http://a/x", 1 },
    { "disallow all", "User-agent: *\nDisallow: /\n", "http://a/x", 0 },
    { "no path", "User-agent: *\nDisallow: /\n", "http://a", 0 },
    { "query only", "User-agent: *\nDisallow: /?q\n", "http://a?q=1", 0 },
    { "empty disallow", "User-agent: *\nDisallow:\n", "http://a/x", 1 },
    { "rules before any group mean nothing", "Disallow: /\n", "http://a/", 1 },
    { "longest rule wins", "User-agent: *\nAllow: /item\nDisallow: /\n",
        "http://a/item/1", 1 },
    { "longest rule wins, other way",
        "User-agent: *\nAllow: /\nDisallow: /item\n", "http://a/item/1", 0 },
    { "allow wins a tie", "User-agent: *\nDisallow: /a\nAllow: /a\n",
        "http://a/a", 1 },
    { "named group alone counts",
        "User-agent: *\nDisallow: /\nUser-agent: shelfwatch\nAllow: /\n",
        "http://a/x", 1 },
    { "named group without rules allows",
        "User-agent: *\nDisallow: /\n\nUser-agent: Shelfwatch\nDisallow:\n",
        "http://a/x", 1 },
    { "equal groups merge",
        "User-agent: shelfwatch\nDisallow: /a\nUser-agent: b\nDisallow: /b\n"
        "User-agent: SHELFWATCH\nDisallow: /c\n",
        "http://a/c", 0 },
    { "equal groups merge, not the others",
        "User-agent: shelfwatch\nDisallow: /a\nUser-agent: b\nDisallow: /b\n"
        "User-agent: SHELFWATCH\nDisallow: /c\n",
        "http://a/b", 1 },
    { "several agents in one group",
        "User-agent: x\nUser-agent: shelfwatch\nDisallow: /\n", "http://a/x",
        0 },
    { "other lines end no group",
        "User-agent: shelfwatch\nSitemap: http://a/s\nHost: a\n"
        "Crawl-delay: 5\nUser-agent: y\nDisallow: /\n",
        "http://a/x", 0 },
    { "token ends before the version",
        "User-agent: shelfwatch/2.0\nDisallow: /\n", "http://a/x", 0 },
    { "longer token is another", "User-agent: shelfwatchman\nDisallow: /\n",
        "http://a/x", 1 },
    { "blank lines do not part agents",
        "User-agent: y\n\n\nUser-agent: shelfwatch\nDisallow: /\n",
        "http://a/x", 0 },
    { "lines of nobody", "Allow: /x\n\nUser-agent: y\nDisallow: /\n",
        "http://a/x", 1 },
    { "star and a word is a star", "User-agent: * all\nDisallow: /\n",
        "http://a/x", 0 },
    { "no star", "User-agent: *x\nDisallow: /\n", "http://a/x", 1 },
    { "star inside", "User-agent: *\nDisallow: /*.gif\n", "http://a/b/c.gif?d",
        0 },
    { "many stars", "User-agent: *\nDisallow: /**a*b*$\n", "http://a/xaxb", 0 },
    { "dollar", "User-agent: *\nDisallow: /*.gif$\n", "http://a/c.gif", 0 },
    { "dollar means the end", "User-agent: *\nDisallow: /*.gif$\n",
        "http://a/c.gif?d", 1 },
    { "dollar needs the last fit", "User-agent: *\nDisallow: /*gif$\n",
        "http://a/gif.gif", 0 },
    { "dollar inside is itself", "User-agent: *\nDisallow: /a$b\n",
        "http://a/a$b", 0 },
    { "dollar alone", "User-agent: *\nDisallow: /$\n", "http://a/", 0 },
    { "dollar alone, longer path", "User-agent: *\nDisallow: /$\n",
        "http://a/b", 1 },
    { "overlap is no fit", "User-agent: *\nDisallow: /ab*bc$\n", "http://a/abc",
        1 },
    { "case of paths counts", "User-agent: *\nDisallow: /Item\n",
        "http://a/item", 1 },
    { "case of keys does not", "uSER-aGENT: *\ndISALLOW: /x\n", "http://a/x",
        0 },
    { "comment", "User-agent: * # all\nDisallow: /x # no x\n", "http://a/x",
        0 },
    { "no colon", "User-agent *\nDisallow /x\n", "http://a/x", 0 },
    { "no colon, three words", "User-agent: *\nDisallow /x y\n", "http://a/x",
        1 },
    { "misspelt", "useragent: *\nDissalow: /x\n", "http://a/x", 0 },
    { "byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /x\n",
        "http://a/x", 0 },
    { "CR line ends", "User-agent: *\rDisallow: /x\rAllow: /y\r", "http://a/x",
        0 },
    { "fragment is not compared", "User-agent: *\nDisallow: /*#x\n",
        "http://a/x#x", 0 },
    { "robots.txt itself", "User-agent: *\nDisallow: /\n",
        "http://a/robots.txt", 1 },
    { "raw pattern, encoded path",
        "User-agent: *\nDisallow: /\nAllow: /\xe3\x83\x84\n",
        "http://a/%E3%83%84", 1 },
    { "small escapes in the pattern",
        "User-agent: *\nDisallow: /\nAllow: /%e3%83%84\n", "http://a/%E3%83%84",
        1 },
    { "disallow holds for every spelling",
        "User-agent: *\nDisallow: /foo/%62%61%7A\n", "http://a/foo/baz", 0 },
    { "disallow holds for every spelling, other way",
        "User-agent: *\nDisallow: /foo/baz\n", "http://a/foo/%62a%7a", 0 },
    { "encoded slash is no slash", "User-agent: *\nDisallow: /a/b\n",
        "http://a/a%2Fb", 1 },
    { "allowed index page allows the folder",
        "User-agent: *\nDisallow: /\nAllow: /a/index.html\n", "http://a/a/",
        1 },
    { "web page instead of rules", "<html><body>User-agent: *", "http://a/",
        1 },
    { "NUL bytes", "User-agent: *\n\0\nDisallow: /x\n", "http://a/y", 1 },
};

static void
answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(allowed(str_of(cases[i].robots), "shelfwatch",
                      str_of(cases[i].url)),
            cases[i].allowed, cases[i].name);
    check_end();
}

static void
finds_paths(void **state)
{
    static const struct {
        const char *url, *want;
    } paths[] = {
        { "", "/" },
        { "http://a", "/" },
        { "http://a/", "/" },
        { "http://a#b/c", "/" },
        { "http://a/b?c=http://d/e#f", "/b?c=http://d/e" },
        { "a/b", "/b" },
        { "//a/b/c", "/b/c" },
        { "http://a?b", "?b" },
        { "http://a;b#c", ";b" },
        { "/b/c", "/b/c" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        char *got = str_dup(robots_path(str_of(paths[i].url)));

        CHECK_TEXT(got, paths[i].want, paths[i].url);
        free(got);
    }
    check_end();
}

static void
reads_delays_and_sitemaps(void **state)
{
    static const char text[] =
        "Sitemap: https://a/1.xml\n"
        "User-agent: *\nCrawl-delay: 1\nUser-agent: b\nCrawl-delay: 0.5\n"
        "sitemap: /2.xml\nUser-agent: c\nUser-agent: d\nCrawl-delay: 10<BR>\n"
        "Disallow: /x\nsite-map: https://a/1.xml\n"
        "User-agent: e\nCrawl-delay: 1.a\n"
        "User-agent: f\nCrawl-delay: 99999999999\n"
        "User-agent: g\nDisallow:\n";
    static const struct {
        const char *agent;
        int64_t want;
    } delays[] = {
        { "other", 1000 },
        { "b", 500 },
        { "c", 10000 },
        { "d", 10000 },
        { "e", -1 },
        { "f", 86400000 },
        { "g", -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(delays); i++) {
        struct robots *r = robots_parse(str_of(text), str_of(delays[i].agent));

        CHECK_INT(robots_delay_ms(r), delays[i].want, delays[i].agent);
        CHECK_INT(robots_sitemap_count(r), 2, "sitemaps");
        CHECK_INT(str_is(robots_sitemap(r, 0), "https://a/1.xml"), 1, "first");
        CHECK_INT(str_is(robots_sitemap(r, 1), "/2.xml"), 1, "second");
        robots_free(r);
    }
    check_end();
}

static void
caps_size(void **state)
{
    struct buf text = BUF_MAX(4u << 20);
    struct buf path = BUF_MAX(1u << 20);
    struct robots *r;

    (void)state;
    buf_addz(&text, "User-agent: *\nDisallow: /first\n");
    while (text.len < LIMIT_ROBOTS_BYTES - 12)
        buf_addc(&text, '\n');
    buf_addz(&text, "Disallow: /second\n"); /* across the cap */
    buf_addz(&text, "Disallow: /third\n");
    r = robots_parse(buf_str(&text), STR("a"));
    CHECK_INT(robots_allowed(r, STR("/first")), 0, "before the cap");
    CHECK_INT(robots_allowed(r, STR("/")), 1, "line across the cap");
    CHECK_INT(robots_allowed(r, STR("/second")), 1, "line across the cap");
    CHECK_INT(robots_allowed(r, STR("/third")), 1, "behind the cap");
    buf_addc(&path, '/');
    while (path.len < 100000)
        buf_addc(&path, 'x');
    CHECK_INT(robots_allowed(r, buf_str(&path)), 0, "longer than any URL");
    robots_free(r);

    buf_reset(&text);
    buf_addz(&text, "User-agent: *\n");
    while (text.len < LIMIT_ROBOTS_BYTES)
        buf_addz(&text, "Disallow: /*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*y\n");
    r = robots_parse(buf_str(&text), STR("a"));
    path.len = LIMIT_URL_BYTES;
    CHECK_INT(robots_allowed(r, buf_str(&path)), 1, "many stars end");
    robots_free(r);
    buf_clear(&text);
    buf_clear(&path);
    check_end();
}

/* A line is read up to 16663 bytes; the rest of a longer pattern is not
 * there. */
static void
cuts_long_lines(void **state)
{
    struct buf text = BUF_MAX(1u << 20), path = BUF_MAX(1u << 20);

    (void)state;
    buf_addz(&path, "/");
    while (path.len < 16663 - strlen("Allow: "))
        buf_addc(&path, 'x');
    buf_addf(
        &text, "User-agent: *\nDisallow: /\nAllow: %syz\n", buf_text(&path));
    buf_cut(&path, path.len - 1);
    CHECK_INT(allowed(buf_str(&text), "a", buf_str(&path)), 0, "one less");
    buf_addz(&path, "x!");
    CHECK_INT(allowed(buf_str(&text), "a", buf_str(&path)), 1, "cut there");
    buf_clear(&text);
    buf_clear(&path);
    check_end();
}

static void
follows_the_fetch_policy(void **state)
{
    static const struct {
        int status, redirects;
        enum robots_access want;
    } answers_to[] = {
        { 200, 0, ROBOTS_READ },
        { 204, 5, ROBOTS_READ },
        { 301, 0, ROBOTS_FOLLOW },
        { 307, 4, ROBOTS_FOLLOW },
        { 302, 5, ROBOTS_ALLOW },
        { 404, 0, ROBOTS_ALLOW },
        { 403, 0, ROBOTS_ALLOW },
        { 500, 0, ROBOTS_DENY },
        { 503, 2, ROBOTS_DENY },
        { 0, 0, ROBOTS_DENY },
    };
    struct robots *deny = robots_of(ROBOTS_DENY);
    struct robots *allow = robots_of(ROBOTS_ALLOW);

    (void)state;
    for (size_t i = 0; i < COUNT(answers_to); i++)
        CHECK_INT(
            robots_for_status(answers_to[i].status, answers_to[i].redirects),
            answers_to[i].want, "status");
    CHECK_INT(robots_allowed(deny, STR("/x")), 0, "deny");
    CHECK_INT(robots_allowed(deny, STR("/robots.txt")), 1, "the file itself");
    CHECK_INT(robots_allowed(allow, STR("/x")), 1, "allow");
    CHECK_INT(robots_is_stale(0, 24 * 3600 * 1000), 0, "a day");
    CHECK_INT(robots_is_stale(0, 24 * 3600 * 1000 + 1), 1, "more");
    robots_free(deny);
    robots_free(allow);
    check_end();
}

/* --- conformance --- */

/* The body of a case; files that are not UTF-8 stand there in base64. */
static void
read_body(struct buf *out, const struct js *j)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    struct str s = js_get_text(j, "robots_base64");
    uint32_t bits = 0;

    buf_reset(out);
    buf_adds(out, js_get_text(j, "robots"));
    for (size_t i = 0; i < s.len && s.p[i] != '='; i++) {
        bits = bits << 6 | (uint32_t)(strchr(digits, s.p[i]) - digits);
        if (i % 4 != 0)
            buf_addc(out, (char)(bits >> (2 * (3 - i % 4)) & 0xff));
    }
}

static void
agrees_with_google(void **state)
{
    struct buf text = BUF_MAX(64u << 20), body = BUF_MAX(1u << 20);
    struct str rest, line;
    struct fail fail = { "" };
    int total = 0, good = 0;

    (void)state;
    if (file_read(
            &text, check_data("suites/robots/robots_cases.jsonl"), &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct js *j = NULL;
        char *agent;

        if (line.len == 0)
            continue;
        if (js_parse(&j, line, &fail) != 0)
            fail_msg("%s", fail.text);
        if (js_bool(js_get(j, "same_as_google_rules"), 0)) {
            read_body(&body, j);
            agent = str_dup(js_get_text(j, "agent"));
            total++;
            if (allowed(buf_str(&body), agent, js_get_text(j, "url")) ==
                js_bool(js_get(j, "allowed"), 0))
                good++;
            else
                print_message("miss: " STR_FMT "\n", STR_ARG(line));
            free(agent);
        }
        js_free(j);
    }
    print_message("robots cases: %d of %d\n", good, total);
    assert_true(total > 400 && good == total);
    buf_clear(&text);
    buf_clear(&body);
}

static int
read_real(const char *path, void *ctx, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_BODY_BYTES);
    struct robots *r;
    int *count = ctx;

    if (file_read(&text, path, fail) != 0) {
        buf_clear(&text);
        return -1;
    }
    r = robots_parse(buf_str(&text), STR("shelfwatch"));
    CHECK_INT(robots_allowed(r, STR("/robots.txt")), 1, path);
    *count += 1;
    robots_free(r);
    buf_clear(&text);
    return 0;
}

static void
reads_real_files(void **state)
{
    struct fail fail = { "" };
    int count = 0;

    (void)state;
    if (file_each(check_data("suites/robots/real-robots-2019"), ".txt",
            read_real, &count, &fail) != 0)
        fail_msg("%s", fail.text);
    print_message("real robots.txt read: %d\n", count);
    assert_true(count > 100);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(finds_paths),
        cmocka_unit_test(reads_delays_and_sitemaps),
        cmocka_unit_test(caps_size),
        cmocka_unit_test(cuts_long_lines),
        cmocka_unit_test(follows_the_fetch_policy),
        cmocka_unit_test(agrees_with_google),
        cmocka_unit_test(reads_real_files),
    };

    return cmocka_run_group_tests_name("crawler/robots", tests, NULL, NULL);
}
