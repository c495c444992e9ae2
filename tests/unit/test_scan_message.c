/* Messages between processes: each comes back as it was put, and what is cut
 * off, too long or out of range is an error. */
#include "tests/check.h"

#include "base/mem.h"
#include "core/limits.h"
#include "scan/message.h"

#define FRAME_MAX (1u << 20)

/* Reads a frame as one type; 0 when it was taken. */
static int
read_render(struct str frame)
{
    struct message_render m;

    return message_get_render(&m, frame);
}

static int
read_rendered(struct str frame)
{
    struct message_rendered m;

    return message_get_rendered(&m, frame);
}

typedef int reader(struct str frame);

static int
read_fetch(struct str frame)
{
    struct message_fetch m;

    return message_get_fetch(&m, frame);
}

static int
read_later(struct str frame)
{
    int64_t id;

    return message_get_later(&id, frame);
}

static int
read_page(struct str frame)
{
    struct buf body = BUF_MAX(0);
    enum message_kind kind;
    struct page *p = page_new(STR(""));
    int64_t id;
    int rc = message_get_page(&id, &kind, p, frame, &body);

    page_free(p);
    return rc;
}

static int
read_host(struct str frame)
{
    struct message_host m;

    if (message_get_host(&m, frame) != 0)
        return -1;
    texts_clear(&m.sitemaps);
    return 0;
}

static int
read_result(struct str frame)
{
    struct message_result m = { 0 };

    if (message_get_result(&m, frame) != 0)
        return -1;
    message_result_clear(&m);
    return 0;
}

/* Every shorter frame is refused, and one with a byte too many. Each is on
 * the heap of its own size, so that sanitizers see a read past the end. */
static void
check_cuts(struct buf *frame, reader *read, const char *name)
{
    for (size_t len = 0; len < frame->len; len++) {
        char *cut = mem_new(len > 0 ? len : 1);

        memcpy(cut, frame->p, len);
        CHECK_INT(read((struct str){ cut, len }), -1, name);
        free(cut);
    }
    CHECK_INT(read(buf_str(frame)), 0, name);
    buf_addc(frame, '\0');
    CHECK_INT(read(buf_str(frame)), -1, name);
}

static void
test_fetch(void **state)
{
    struct message_fetch in = { 7, MESSAGE_KIND_SITEMAP,
        STR("https://a.example/s.xml"), STR("\"e\""), STR(""), 3 };
    struct message_fetch out;
    struct buf frame = BUF_MAX(FRAME_MAX);

    (void)state;
    message_put_fetch(&frame, &in);
    assert_int_equal(message_get_fetch(&out, buf_str(&frame)), 0);
    CHECK_INT(out.id, 7, "id");
    CHECK_INT(out.kind, MESSAGE_KIND_SITEMAP, "kind");
    CHECK_INT(str_eq(out.url, in.url), 1, "url");
    CHECK_INT(str_eq(out.etag, in.etag), 1, "etag");
    CHECK_INT(out.last_modified.len, 0, "last modified");
    CHECK_INT(out.copied, 3, "copied");
    check_cuts(&frame, read_fetch, "fetch");
    buf_reset(&frame);
    message_put_later(&frame, -9);
    check_cuts(&frame, read_later, "later");
    buf_clear(&frame);
    check_end();
}

static int
read_limit(struct str frame)
{
    struct message_limit m;

    return message_get_limit(&m, frame);
}

static void
test_limit(void **state)
{
    static const struct {
        const char *name;
        struct message_limit in;
        int want;
    } cases[] = {
        { "a rule", { STR("toys/small-parts"), 3 }, 0 },
        { "no name", { STR(""), 3 }, -1 },
        { "nothing given up", { STR("a/b"), 0 }, -1 },
        { "less than nothing", { STR("a/b"), -1 }, -1 },
        { "more than can be", { STR("a/b"), INT64_MAX }, -1 },
    };
    struct buf frame = BUF_MAX(FRAME_MAX);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&frame);
        message_put_limit(&frame, &cases[i].in);
        CHECK_INT(read_limit(buf_str(&frame)), cases[i].want, cases[i].name);
    }
    buf_reset(&frame);
    message_put_limit(&frame, &cases[0].in);
    check_cuts(&frame, read_limit, "limit");
    buf_clear(&frame);
    check_end();
}

static struct page *
full_page(void)
{
    struct page *p = page_new(STR("https://a.example/x"));
    char **texts[] = { &p->final_url, &p->redirects, &p->request, &p->headers,
        &p->content_type, &p->address, &p->connection, &p->why,
        &p->robots_override, &p->browser, &p->render_why };

    for (size_t i = 0; i < COUNT(texts); i++) {
        free(*texts[i]);
        *texts[i] = mem_text("0 text");
        (*texts[i])[0] = (char)('a' + i);
    }
    p->status = 206;
    p->fetched_at_ms = 1795161600000LL;
    p->took_ms = 12;
    p->outcome = PAGE_TRUNCATED;
    p->body = BUF_MAX(100);
    buf_add(&p->body, "a\0b", 3);
    buf_addz(&p->rendered, "<p>");
    buf_addz(&p->screenshot, "png");
    return p;
}

/* A page's memory is used again: nothing is left of it. */
static void
becomes_another(struct page *p)
{
    struct page *short_one = page_new(STR("http://b/")),
                *long_one = full_page();
    struct buf frame = BUF_MAX(FRAME_MAX), again = BUF_MAX(FRAME_MAX);
    struct buf body = BUF_MAX(FRAME_MAX);
    const struct page *pages[] = { short_one, long_one, short_one };
    enum message_kind kind;
    int64_t id;

    for (size_t i = 0; i < COUNT(pages); i++) {
        buf_reset(&frame);
        message_put_page(&frame, 4, MESSAGE_KIND_SITEMAP, pages[i]);
        buf_adds(&body, buf_str(&pages[i]->body));
        assert_int_equal(
            message_get_page(&id, &kind, p, buf_str(&frame), &body), 0);
        CHECK_INT(body.len, 0, "what it had is memory for the next");
        buf_reset(&again);
        message_put_page(&again, id, kind, p);
        CHECK_INT(str_eq(buf_str(&again), buf_str(&frame)), 1, pages[i]->url);
        CHECK_INT(str_eq(buf_str(&p->body), buf_str(&pages[i]->body)), 1,
            pages[i]->url);
    }
    CHECK_INT(
        message_get_page(&id, &kind, p, STR("no page"), &body), -1, "bad");
    page_free(short_one);
    page_free(long_one);
    buf_clear(&body);
    buf_clear(&frame);
    buf_clear(&again);
}

static void
test_page(void **state)
{
    struct page *in = full_page(), *out = page_new(STR(""));
    struct buf frame = BUF_MAX(FRAME_MAX), body = BUF_MAX(FRAME_MAX);
    enum message_kind kind;
    int64_t id;

    (void)state;
    message_put_page(&frame, 3, MESSAGE_KIND_PAGE, in);
    buf_adds(&body, buf_str(&in->body));
    assert_int_equal(
        message_get_page(&id, &kind, out, buf_str(&frame), &body), 0);
    CHECK_INT(id, 3, "id");
    CHECK_INT(kind, MESSAGE_KIND_PAGE, "kind");
    CHECK_TEXT(out->url, in->url, "url");
    CHECK_TEXT(out->final_url, in->final_url, "final_url");
    CHECK_TEXT(out->redirects, in->redirects, "redirects");
    CHECK_TEXT(out->request, in->request, "request");
    CHECK_TEXT(out->headers, in->headers, "headers");
    CHECK_TEXT(out->content_type, in->content_type, "content_type");
    CHECK_TEXT(out->address, in->address, "address");
    CHECK_TEXT(out->connection, in->connection, "connection");
    CHECK_TEXT(out->why, in->why, "why");
    CHECK_TEXT(out->robots_override, in->robots_override, "override");
    CHECK_INT(out->status, 206, "status");
    CHECK_INT(out->fetched_at_ms, in->fetched_at_ms, "fetched_at");
    CHECK_INT(out->took_ms, 12, "took");
    CHECK_INT(out->outcome, PAGE_TRUNCATED, "outcome");
    CHECK_INT(str_eq(buf_str(&out->body), buf_str(&in->body)), 1, "body");
    CHECK_TEXT(out->browser, in->browser, "browser");
    CHECK_TEXT(out->render_why, in->render_why, "render_why");
    CHECK_TEXT(buf_text(&out->rendered), "<p>", "rendered");
    CHECK_INT(out->screenshot.len, 0, "no screenshot");
    becomes_another(out);
    page_free(out);
    check_cuts(&frame, read_page, "page");

    /* Numbers that are none of ours. */
    buf_reset(&frame);
    message_put_page(&frame, 3, (enum message_kind)3, in);
    CHECK_INT(read_page(buf_str(&frame)), -1, "unknown kind");
    buf_reset(&frame);
    in->status = 1000;
    message_put_page(&frame, 3, MESSAGE_KIND_PAGE, in);
    CHECK_INT(read_page(buf_str(&frame)), -1, "status of four digits");
    buf_reset(&frame);
    in->status = 200;
    in->outcome = (enum page_outcome)(PAGE_FAILED + 1);
    message_put_page(&frame, 3, MESSAGE_KIND_PAGE, in);
    CHECK_INT(read_page(buf_str(&frame)), -1, "unknown outcome");
    page_free(in);
    buf_clear(&body);
    buf_clear(&frame);
    check_end();
}

static void
test_render(void **state)
{
    struct message_render ask = { 7, STR("http://a.example/") }, asked;
    struct message_rendered in = { 7, 12, STR("Chromium"), STR("why"),
        STR("<p>"), STR("\x89PNG") },
                            out;
    struct buf frame = BUF_MAX(FRAME_MAX);

    (void)state;
    message_put_render(&frame, &ask);
    CHECK_INT(message_get_render(&asked, buf_str(&frame)), 0, "ask");
    CHECK_INT(asked.id == 7 && str_eq(asked.url, ask.url), 1, "asked");
    check_cuts(&frame, read_render, "render");
    buf_reset(&frame);
    message_put_rendered(&frame, &in);
    CHECK_INT(message_get_rendered(&out, buf_str(&frame)), 0, "answer");
    CHECK_INT(out.id == 7 && out.took_ms == 12, 1, "numbers");
    CHECK_INT(
        str_eq(out.browser, in.browser) && str_eq(out.why, in.why), 1, "words");
    CHECK_INT(
        str_eq(out.document, in.document) && str_eq(out.picture, in.picture), 1,
        "bytes");
    check_cuts(&frame, read_rendered, "rendered");
    in.browser = STR("\xff");
    buf_reset(&frame);
    message_put_rendered(&frame, &in);
    CHECK_INT(read_rendered(buf_str(&frame)), -1, "no UTF-8");
    in.browser = STR("");
    in.took_ms = -1;
    buf_reset(&frame);
    message_put_rendered(&frame, &in);
    CHECK_INT(read_rendered(buf_str(&frame)), -1, "before it began");
    buf_clear(&frame);
    check_end();
}

static void
test_host(void **state)
{
    struct message_host in = { .host = STR("a.example:81"), .delay_ms = 500 };
    struct message_host out;
    struct buf frame = BUF_MAX(FRAME_MAX);

    (void)state;
    texts_add(&in.sitemaps, STR("https://a.example/1.xml"));
    texts_add(&in.sitemaps, STR("/2.xml"));
    message_put_host(&frame, &in);
    assert_int_equal(message_get_host(&out, buf_str(&frame)), 0);
    CHECK_INT(str_eq(out.host, in.host), 1, "host");
    CHECK_INT(out.delay_ms, 500, "delay");
    CHECK_INT(out.sitemaps.count, 2, "sitemaps");
    CHECK_TEXT(out.sitemaps.item[1], "/2.xml", "second sitemap");
    texts_clear(&out.sitemaps);
    check_cuts(&frame, read_host, "host");
    buf_reset(&frame);
    in.delay_ms = -1;
    message_put_host(&frame, &in);
    CHECK_INT(read_host(buf_str(&frame)), -1, "negative delay");
    buf_reset(&frame);
    in.delay_ms = 0;
    in.host = STR("");
    message_put_host(&frame, &in);
    CHECK_INT(read_host(buf_str(&frame)), -1, "no host");
    texts_clear(&in.sitemaps);
    buf_clear(&frame);
    check_end();
}

static void
add_link(struct message_result *m, struct str url, int likely)
{
    m->links =
        mem_grow(m->links, &m->link_cap, m->link_count + 1, sizeof *m->links);
    m->links[m->link_count++] = (struct message_link){ url, likely };
}

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
add_offer(
    struct message_result *m, int flagged, struct str text, struct str verdict)
{
    m->offers = mem_grow(
        m->offers, &m->offer_cap, m->offer_count + 1, sizeof *m->offers);
    m->offers[m->offer_count++] = (struct message_offer){
        .listing = { .identity = STR(HASH),
            .version = STR(HASH),
            .text = text,
            .keys = { "\0\1", 2 },
            .about = STR("{}") },
        .flagged = flagged,
        .verdict = verdict,
    };
}

static void
put_result(struct buf *frame, const struct message_result *m)
{
    struct buf offers = BUF_MAX(FRAME_MAX);

    for (size_t i = 0; i < m->offer_count; i++)
        message_put_offer(&offers, &m->offers[i]);
    message_put_result(frame, m, m->offer_count, buf_str(&offers));
    buf_clear(&offers);
}

static int
reads_after_put(const struct message_result *m)
{
    struct buf frame = BUF_MAX(64u << 20);
    int rc;

    put_result(&frame, m);
    rc = read_result(buf_str(&frame));
    buf_clear(&frame);
    return rc;
}

/* A picture comes as it was put, and one that cannot be is refused. */
static void
test_picture(void **state)
{
    static const struct {
        const char *name;
        struct message_picture picture;
        int rc;
    } rows[] = {
        { "none", { .format = PICTURE_OTHER }, 0 },
        { "a picture", { PICTURE_WEBP, 640, 480, 1, ~0ull, STR("jpeg") }, 0 },
        { "without a thumbnail", { PICTURE_GIF, 1, 1, 0, 0, STR("") }, -1 },
        { "without width", { PICTURE_GIF, 0, 1, 0, 0, STR("x") }, -1 },
        { "wider than any", { PICTURE_GIF, 40000001, 1, 0, 0, STR("x") }, -1 },
        { "plain twice", { PICTURE_GIF, 1, 1, 2, 0, STR("x") }, -1 },
        { "an unknown form", { PICTURE_FORMATS, 1, 1, 0, 0, STR("x") }, -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct message_result out = { 0 }, in = { .kind = STR("picture"),
            .picture = rows[i].picture };
        struct buf frame = BUF_MAX(FRAME_MAX);
        const struct message_picture *p = &rows[i].picture;

        put_result(&frame, &in);
        CHECK_INT(read_result(buf_str(&frame)), rows[i].rc, rows[i].name);
        if (rows[i].rc == 0 && message_get_result(&out, buf_str(&frame)) == 0) {
            CHECK_INT(out.picture.format, p->format, rows[i].name);
            CHECK_INT(out.picture.width, p->width, rows[i].name);
            CHECK_INT(out.picture.height, p->height, rows[i].name);
            CHECK_INT(out.picture.look == p->look, 1, rows[i].name);
            CHECK_INT(str_eq(out.picture.thumb, p->thumb), 1, rows[i].name);
            message_result_clear(&out);
            check_cuts(&frame, read_result, rows[i].name);
        }
        buf_clear(&frame);
    }
    check_end();
}

static void
test_judge(void **state)
{
    struct message_result in = { .kind = STR("product") }, out = { 0 };
    struct buf result = BUF_MAX(FRAME_MAX), frame = BUF_MAX(FRAME_MAX);
    int64_t at = 0;

    (void)state;
    add_link(&in, STR("https://a.example/1"), 1);
    add_offer(&in, 0, STR("{}"), STR(""));
    put_result(&result, &in);
    message_put_judge(&frame, 9, 123456, buf_str(&result));
    CHECK_INT(message_get_judge(&out, &at, buf_str(&frame)), 0, "read");
    CHECK_INT(out.id, 9, "number");
    CHECK_INT(at, 123456, "time");
    CHECK_INT(out.link_count, 1, "links");
    CHECK_INT(out.offer_count, 1, "offers");
    message_result_clear(&out);
    for (size_t cut = 0; cut < frame.len; cut++)
        CHECK_INT(
            message_get_judge(&out, &at, str_sub(buf_str(&frame), 0, cut)), -1,
            "cut off");
    buf_addc(&frame, 0);
    CHECK_INT(message_get_judge(&out, &at, buf_str(&frame)), -1, "left over");
    message_result_clear(&in);
    buf_clear(&result);
    buf_clear(&frame);
    check_end();
}

static void
test_result(void **state)
{
    struct message_result in = { .id = 5,
        .kind = STR("product"),
        .observed = PAGE_PARTIAL,
        .reason = STR("cut off") };
    const struct message_result none = { .kind = STR("other") };
    struct message_result out = { 0 };
    struct buf frame = BUF_MAX(FRAME_MAX);
    char *long_text = mem_new(LIMIT_SHORT_BYTES + 2);

    (void)state;
    add_link(&in, STR("https://a.example/1"), 1);
    add_link(&in, STR("https://a.example/2"), 3);
    add_offer(&in, 1, STR("{}"), STR("{\"findings\":[]}"));
    put_result(&frame, &in);
    assert_int_equal(message_get_result(&out, buf_str(&frame)), 0);
    CHECK_INT(out.id, 5, "id");
    CHECK_INT(str_is(out.kind, "product"), 1, "kind");
    CHECK_INT(out.observed, PAGE_PARTIAL, "observed");
    CHECK_INT(str_is(out.reason, "cut off"), 1, "reason");
    CHECK_INT(out.link_count, 2, "links");
    CHECK_INT(out.links[1].likely, 3, "likely");
    CHECK_INT(str_is(out.links[1].url, "https://a.example/2"), 1, "link");
    CHECK_INT(out.offer_count, 1, "offers");
    CHECK_INT(out.offers[0].flagged, 1, "flagged");
    CHECK_INT(str_is(out.offers[0].listing.version, HASH), 1, "version");
    CHECK_INT(str_is(out.offers[0].listing.text, "{}"), 1, "listing");
    CHECK_INT(out.offers[0].listing.keys.len, 2, "keys");
    CHECK_INT(str_is(out.offers[0].verdict, "{\"findings\":[]}"), 1, "verdict");
    buf_reset(&frame);
    put_result(&frame, &none);
    assert_int_equal(message_get_result(&out, buf_str(&frame)), 0);
    CHECK_INT(out.link_count, 0, "no links of the one before");
    CHECK_INT(out.offer_count, 0, "no offers of it");
    CHECK_INT(out.link_cap > 0 && out.offer_cap > 0, 1, "but its room");
    message_result_clear(&out);
    buf_reset(&frame);
    put_result(&frame, &in);
    check_cuts(&frame, read_result, "result");

    in.offers[0].listing.identity = STR("1' OR 1");
    CHECK_INT(reads_after_put(&in), -1, "no digest");
    in.offers[0].listing.identity = STR(HASH);
    in.links[1].likely = 4;
    CHECK_INT(reads_after_put(&in), -1, "unknown likelihood");
    in.links[1].likely = 0;
    in.kind = STR("shop");
    CHECK_INT(reads_after_put(&in), -1, "unknown kind");
    in.kind = STR("list");
    in.observed = (enum page_observed)7;
    CHECK_INT(reads_after_put(&in), -1, "unknown state");
    in.observed = PAGE_OBSERVED;
    memset(long_text, 'x', LIMIT_SHORT_BYTES + 1);
    in.reason = str_of(long_text);
    CHECK_INT(reads_after_put(&in), -1, "endless reason");
    in.reason = STR("");
    CHECK_INT(reads_after_put(&in), 0, "good again");
    while (in.link_count <= 2 * LIMIT_SITEMAP_URLS)
        add_link(&in, STR("u"), 0);
    CHECK_INT(reads_after_put(&in), -1, "endless links");
    message_result_clear(&in);
    free(long_text);
    buf_clear(&frame);
    check_end();
}

static void
test_counts(void **state)
{
    /* A count says how much follows, and lies. */
    static const int64_t lies[] = { -1, 1, 100, INT64_MAX, INT64_MIN };

    (void)state;
    for (size_t i = 0; i < COUNT(lies); i++) {
        struct buf frame = BUF_MAX(FRAME_MAX);

        wire_put_str(&frame, STR("a.example"));
        wire_put_int(&frame, 0);
        wire_put_int(&frame, lies[i]);
        CHECK_INT(read_host(buf_str(&frame)), -1, "host");
        buf_reset(&frame);
        wire_put_int(&frame, 1);
        wire_put_str(&frame, STR("other"));
        wire_put_int(&frame, PAGE_OBSERVED);
        wire_put_str(&frame, STR(""));
        wire_put_int(&frame, lies[i]);
        wire_put_int(&frame, 0);
        CHECK_INT(read_result(buf_str(&frame)), -1, "result");
        buf_clear(&frame);
    }
    check_end();
}

static void
test_casefiles(void **state)
{
    static const struct {
        const char *name;
        int flagged;
        const char *listing, *verdict;
        int rc, casefiles;
    } cases[] = {
        { "flagged", 1, "{\"url\":\"https://a.example/2\"}",
            "{\"findings\":[]}", 0, 2 },
        { "not flagged", 0, "{\"url\":\"https://a.example/2\"}",
            "{\"findings\":[]}", 0, 1 },
        { "not flagged, not read", 0, "{}", "{\"fin", 0, 1 },
        { "no JSON", 1, "{}", "{\"fin", -1, 0 },
        { "an array", 1, "{}", "[]", -1, 0 },
        { "listing is no JSON", 0, "{\"url", "{}", -1, 0 },
        { "listing is an array", 0, "[]", "{}", -1, 0 },
        { "flagged listing is an array", 1, "[]", "{}", -1, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct message_result m = { 0 };
        struct casefile **list = NULL;
        struct fail fail = { 0 };
        int casefiles = 0;

        add_offer(&m, 1, STR("{\"url\":\"https://a.example/1\"}"),
            STR("{\"findings\":[]}"));
        add_offer(&m, cases[i].flagged, str_of(cases[i].listing),
            str_of(cases[i].verdict));
        CHECK_INT(
            message_casefiles(&m, &list, &fail), cases[i].rc, cases[i].name);
        for (size_t k = 0; list != NULL && k < m.offer_count; k++)
            casefiles += list[k] != NULL;
        CHECK_INT(casefiles, cases[i].casefiles, cases[i].name);
        message_casefiles_free(list, m.offer_count);
        message_result_clear(&m);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fetch),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_host),
        cmocka_unit_test(test_picture),
        cmocka_unit_test(test_render),
        cmocka_unit_test(test_judge),
        cmocka_unit_test(test_result),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_casefiles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
