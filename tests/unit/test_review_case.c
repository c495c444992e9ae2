/* The page of a case, and the captured pages behind it. */
#include "tests/check.h"
#include "tests/site.h"

#include "store/audit.h"
#include "store/pictures.h"

/* A reader of archives that says what it was asked for. */
struct source {
    struct capture_source functions;
    char said[200];
    size_t at;
    _Atomic int running, ended; /* counted by the thread of the server */
    int fails;
};

static int
source_start(void *ctx, struct str record, struct str form, void **job,
    struct fail *fail)
{
    struct source *s = ctx;

    if (s->fails)
        return fail_set(fail, "too many");
    snprintf(s->said, sizeof s->said, "<p>" STR_FMT " as " STR_FMT "</p>",
        STR_ARG(record), STR_ARG(form));
    s->at = 0;
    s->running++;
    *job = s;
    return 0;
}

/* A byte, then nothing, then a byte. */
static int64_t
source_read(void *job, char *out, size_t max)
{
    struct source *s = job;

    s->at++;
    if (max == 0 || s->at % 2 == 0)
        return 0;
    if (s->said[s->at / 2] == '\0')
        return -1;
    out[0] = s->said[s->at / 2];
    return 1;
}

static void
source_end(void *job)
{
    struct source *s = job;

    s->running--;
    s->ended++;
}

struct fixture {
    struct site *site;
    struct source source;
};

/* A page of the archive that case 1 was read from. */
static void
put_page(struct cases *c)
{
    static const char offer[] =
        "{\"listing\":{\"market\":\"toys.example\",\"listing_id\":\"1\","
        "\"title\":\"Super Racer X100 remote-controlled car, blue\"},"
        "\"flagged\":true}";
    struct store_page p = { .url = "https://toys.example/p/1",
        .final_url = "https://toys.example/p/1",
        .status = 200,
        .state = "observed",
        .reason = "<b>why</b>",
        .kind = "product",
        .fetched_at_ms = CASES_NOW_MS,
        .digest = "ab12",
        .etag = "",
        .last_modified = "",
        .record = "seg-1.warc.gz:77",
        .robots_override = "" };
    struct buf hold = BUF_MAX(1 << 16);
    struct casefile *file = NULL;
    struct listing_record record;
    struct store_listing out;
    struct js *j = NULL;
    int64_t page;

    if (js_parse(&j, str_of(offer), &c->fail) != 0 ||
        casefile_from_json(&file, j, &c->fail) != 0 ||
        store_page_put(c->s, &p, &page, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    listing_record(&record, &hold, file->listing);
    if (store_listing_put(
            c->s, &record, page, CASES_NOW_MS + 5, &out, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    buf_clear(&hold);
    casefile_free(file);
    js_free(j);
}

static int
setup(void **state)
{
    struct fixture *f = mem_new(sizeof *f);
    void *site = NULL;

    if (site_setup(&site) != 0)
        return -1;
    f->site = site;
    f->source.functions = (struct capture_source){ source_start, source_read,
        source_end, &f->source };
    f->site->pages.captures = &f->source.functions;
    put_page(f->site->cases);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    void *site = f->site;

    site_teardown(&site);
    free(f);
    return 0;
}

static int
count_view(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    (void)fail;
    CHECK_INT(str_is(row->entry.object, "case 1"), 1, "what was seen");
    ++*(int *)ctx;
    return 0;
}

static void
shows_captures(void **state)
{
    static const struct store_audit_filter seen = { .action = "evidence.view" };
    struct fixture *f = *state;
    struct site *s = f->site;
    struct fail fail;
    int views = 0;

    CHECK_INT(site_get(s, "/case/1"), 200, "case");
    HAS(s, "<iframe src=\"/capture/1?page=1&amp;form=page\" sandbox=\"\"");
    HAS(s, "frame-src 'self'");
    HAS(s, "&lt;b&gt;why&lt;/b&gt;");
    CHECK_INT(site_get(s, "/capture/1?page=1&form=page"), 200, "page");
    HAS(s, "Content-Security-Policy: default-src 'none'; style-src "
           "'unsafe-inline'; img-src data:; form-action 'none'; base-uri "
           "'none'; frame-ancestors 'self'; sandbox\r\n");
    HAS(s, "X-Frame-Options: SAMEORIGIN\r\n");
    HAS(s, "Content-Type: text/html; charset=utf-8\r\n");
    HAS_NOT(s, "frame-ancestors 'none'");
    HAS_NOT(s, "DENY");
    CHECK_INT(site_get(s, "/capture/1?page=1&form=record"), 200, "record");
    HAS(s, "Content-Type: text/plain; charset=utf-8\r\n");
    CHECK_INT(site_get(s, "/capture/1?page=1&form=screenshot"), 404,
        "no browser opened it");
    CHECK_INT(store_page_rendered(s->cases->s, 1, "Chromium 156", &fail), 0,
        "a browser did");
    CHECK_INT(site_get(s, "/case/1"), 200, "case");
    HAS(s,
        "<img src=\"/capture/1?page=1&amp;form=screenshot\" loading=\"lazy\"");
    HAS(s, "Chromium 156");
    HAS(s, "img-src 'self'");
    CHECK_INT(site_get(s, "/capture/1?page=1&form=screenshot"), 200, "picture");
    HAS(s, "Content-Type: image/png\r\n");
    HAS(s, "X-Content-Type-Options: nosniff\r\n");
    HAS(s, "Content-Security-Policy: default-src 'none'; style-src "
           "'unsafe-inline'; img-src data:; form-action 'none'; base-uri "
           "'none'; frame-ancestors 'self'; sandbox\r\n");
    CHECK_INT(f->source.running, 0, "none is left");
    CHECK_INT(f->source.ended, 3, "each ended once");
    CHECK_INT(store_audit_each(s->cases->s, &seen, count_view, &views, &fail),
        0, fail.text);
    CHECK_INT(views, 3, "who saw which evidence");
    check_end();
}

/* Two pictures of case 1: one that came, one that did not. */
static void
put_pictures(struct store *s)
{
    const struct store_picture came = { .digest = STR("d1"),
        .media_type = "image/webp",
        .width = 640,
        .height = 480,
        .thumb = STR("our jpeg") };
    struct store_page page = { .url = "https://shop.example/a.webp",
        .final_url = page.url,
        .status = 200,
        .state = "observed",
        .reason = "",
        .kind = "picture",
        .digest = "d1",
        .etag = "",
        .last_modified = "",
        .record = "seg-1:77",
        .robots_override = "" };
    struct fail fail;
    int64_t row;

    CHECK_INT(store_picture_due(s, 1, str_of(page.url), 0, &fail), 1, "due");
    CHECK_INT(
        store_picture_due(s, 1, STR("https://shop.example/b.svg"), 1, &fail), 1,
        "due");
    CHECK_INT(store_page_put(s, &page, &row, &fail), 0, fail.text);
    CHECK_INT(store_picture_came(s, str_of(page.url), row, &came, &fail), 0,
        fail.text);
    page.url = page.final_url = "https://shop.example/b.svg";
    page.state = "blocked";
    page.reason = "no <b>picture</b>";
    page.record = "";
    CHECK_INT(store_page_put(s, &page, &row, &fail), 0, fail.text);
    CHECK_INT(store_picture_came(s, str_of(page.url), row, NULL, &fail), 0,
        fail.text);
}

static void
shows_pictures(void **state)
{
    struct fixture *f = *state;
    struct site *s = f->site;

    CHECK_INT(site_get(s, "/"), 200, "queue");
    HAS_NOT(s, "src=\"/picture/");
    put_pictures(s->cases->s);
    CHECK_INT(site_get(s, "/"), 200, "queue");
    HAS(s, "<img class=\"photo\" src=\"/picture/1\"");
    CHECK_INT(site_get(s, "/case/1"), 200, "case");
    HAS(s, "<a href=\"/capture/1?page=2&amp;form=picture\"");
    HAS(s, "640 \xC3\x97 480");
    HAS(s, "no &lt;b&gt;picture&lt;/b&gt;");
    HAS_NOT(s, "src=\"https:");
    CHECK_INT(site_get(s, "/picture/1"), 200, "thumbnail");
    HAS(s, "Content-Type: image/jpeg\r\n");
    HAS(s, "X-Content-Type-Options: nosniff\r\n");
    HAS(s, "our jpeg");
    CHECK_INT(site_get(s, "/picture/2"), 404, "none");
    CHECK_INT(site_get(s, "/capture/1?page=2&form=picture"), 200, "larger");
    HAS(s, "Content-Type: image/jpeg\r\n");
    CHECK_INT(site_get(s, "/capture/1?page=2&form=record"), 200, "record");
    CHECK_INT(site_get(s, "/capture/1?page=2&form=page"), 404, "no page");
    CHECK_INT(site_get(s, "/capture/1?page=1&form=picture"), 404, "no picture");
    CHECK_INT(site_get(s, "/capture/1?page=3&form=picture"), 404, "none came");
    CHECK_INT(site_get(s, "/capture/2?page=2&form=picture"), 404, "another's");
    check_end();
}

static void
refuses_other_captures(void **state)
{
    static const struct {
        const char *target;
        int status;
    } cases[] = {
        { "/capture/1?page=2&form=page", 404 },
        { "/capture/2?page=1&form=page", 404 }, /* another case's */
        { "/capture/1?page=1&form=script", 404 },
        { "/capture/1?page=1", 404 },
        { "/capture/1?page=1%27&form=page", 404 },
        { "/capture/1?page=-1&form=page", 404 },
        { "/capture/99?page=1&form=page", 404 },
        { "/capture/0?page=1&form=page", 404 },
    };
    struct fixture *f = *state;
    struct site *s = f->site;

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(
            site_get(s, cases[i].target), cases[i].status, cases[i].target);
        HAS_NOT(s, "seg-1");
    }
    CHECK_INT(
        client_ask(s->port, "/capture/1?page=1&form=page", "", NULL, &s->out),
        403, "without a session");
    CHECK_INT(f->source.ended, 0, "nothing was read");
    f->source.fails = 1;
    CHECK_INT(site_get(s, "/capture/1?page=1&form=page"), 503, "busy");
    HAS(s, "frame-ancestors 'none'");
    check_end();
}

/* What a seller may write into any text. */
static const char *const hostile[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</textarea></title></style><script>alert(1)</script>",
    "javascript:alert(1)",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<style>*{background:url(//evil.example)}</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "a\xE2\x80\xAE"
    "b\xE2\x81\xA6"
    "c\xE2\x80\x8B"
    "d",
    "{{constructor.constructor('alert(1)')()}}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "=HYPERLINK(\"http://evil.example\")",
    "\x1b[31m\x07",
    "<b>bold</b><base href=//evil.example>",
};

/* The text in every field that a page shows; `more` tells versions apart. */
static struct js *
hostile_listing(const char *text, const char *more)
{
    static const char *const plain[] = { "title", "description", "brand",
        "model", "sku", "ingredients" };
    static const char *const parties[] = { "seller", "manufacturer",
        "responsible_person" };
    struct js *l = js_new_object(), *list, *attributes = js_new_object();
    struct buf full = BUF_MAX(4u << 20);

    buf_addf(&full, "%s %s", text, more);
    js_set_text(l, "market", STR("hostile.example"));
    js_set_textz(l, "url", text);
    js_set_textz(l, "listing_id", text);
    for (size_t i = 0; i < COUNT(plain); i++)
        js_set_text(l, plain[i], buf_str(&full));
    for (size_t i = 0; i < COUNT(parties); i++) {
        struct js *p = js_new_object();

        js_set_textz(p, "name", text);
        js_set_textz(p, "address", text);
        js_set_textz(p, "email", "one@evil.example");
        js_set_textz(p, "country", text);
        js_set(l, parties[i], p);
    }
    js_set_text(attributes, "x", buf_str(&full));
    js_set(l, "attributes", attributes);
    list = js_new_array();
    js_add_text(list, buf_str(&full));
    js_set(l, "images", list);
    list = js_new_array();
    js_add_text(list, buf_str(&full));
    js_set(l, "warnings", list);
    buf_clear(&full);
    return l;
}

static struct js *
hostile_case(const char *text, const char *more)
{
    struct js *c = js_new_object(), *findings = js_new_array();
    static const char *const sources[] = { "recall", "rule", "model",
        "review" };

    js_set(c, "listing", hostile_listing(text, more));
    /* Findings quote fields, which were cut when they were read. */
    if (strlen(text) > 1000)
        text = "<b>bold</b>";
    js_set_bool(c, "flagged", 1);
    js_set_number(c, "priority", 0.9);
    for (size_t i = 0; i < COUNT(sources); i++) {
        struct js *f = js_new_object(), *spans = js_new_array();
        struct js *span = js_new_object(), *terms = js_new_array();
        struct js *term = js_new_array(), *absent = js_new_array();

        js_set_textz(f, "source", sources[i]);
        js_set_textz(f, "id", i == 0 ? "R/evil" : text);
        js_set_textz(f, "strength", "strong");
        js_set_number(f, "score", 0.9);
        js_set_textz(f, "reason", text);
        js_set_textz(f, "title", text);
        js_set_textz(f, "basis", text);
        js_set_textz(f, "url", text);
        js_set_textz(span, "field", "title");
        js_set_integer(span, "start", 0);
        js_set_integer(span, "end", (int64_t)strlen(text));
        js_set_textz(span, "text", text);
        js_add(spans, span);
        js_set(f, "spans", spans);
        js_add_text(term, str_of(text));
        js_add(term, js_new_number(1));
        js_add(terms, term);
        js_set(f, "terms", terms);
        if (i == 1) {
            js_add_text(absent, str_of(text));
            js_set(f, "absent", absent);
        } else {
            js_free(absent);
        }
        js_add(findings, f);
    }
    js_set(c, "findings", findings);
    return c;
}

static void
put_hostile(struct cases *c, const char *text, const char *more, int64_t at_ms)
{
    struct buf hold = BUF_MAX(16u << 20);
    struct casefile *file = NULL;
    struct listing_record record;
    struct store_listing out;
    struct js *j = hostile_case(text, more);
    int64_t id;
    int is_new;

    if (casefile_from_json(&file, j, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    listing_record(&record, &hold, file->listing);
    if (store_listing_put(c->s, &record, 0, at_ms, &out, &c->fail) != 0 ||
        store_casefile_put(c->s, out.id, file, at_ms, &id, &is_new, &c->fail) !=
            0)
        fail_msg("%s", c->fail.text);
    buf_clear(&hold);
    casefile_free(file);
    js_free(j);
}

/* A notice is a stranger's text as well. */
static void
put_hostile_notice(struct cases *c, const char *text)
{
    static const char *const fields[] = { "name", "product", "brand",
        "description", "hazard_text", "level", "url", "withdrawn",
        "country_of_origin" };
    static const char *const lists[] = { "models", "batches", "measures",
        "sold_at", "images" };
    struct js *j = js_new_object();
    struct recall *r = NULL;
    int outcome;

    js_set_textz(j, "id", "R/evil");
    js_set_textz(j, "source", "x");
    for (size_t i = 0; i < COUNT(fields); i++)
        js_set_textz(j, fields[i], text);
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct js *list = js_new_array();

        js_add_text(list, str_of(text));
        js_set(j, lists[i], list);
    }
    if (recall_from_json(&r, j, &c->fail) != 0 ||
        store_recall_put(c->s, r, CASES_NOW_MS, &outcome, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    recall_free(r);
    js_free(j);
}

static void
check_inert(struct site *s, const char *target)
{
    static const char *const never[] = { "alert(1)</script", "<script>",
        "<img src=x", "<b>bold", "onerror=alert(1)>", "onload=alert(1)>",
        "href=\"javascript", "src=\"javascript", "<math", "<base", "<style",
        "srcdoc=\"<", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x80\x8B", "\x1b",
        "\x07", "</textarea></title>" };

    CHECK_INT(site_get(s, target), 200, target);
    for (size_t i = 0; i < COUNT(never); i++) {
        const char *at = strstr(buf_text(&s->out), never[i]);

        if (at != NULL) {
            check_failures++;
            print_error("%s: %.60s\n", target, at);
        }
    }
}

static void
makes_every_text_inert(void **state)
{
    static const char *const targets[] = { "/case/5", "/case/5?lang=de",
        "/case/5?lang=zh", "/sellers", "/sellers?role=manufacturer",
        "/sellers?role=responsible_person&text=x", "/", "/?state=all&sort=age",
        "/case/5/order", "/case/5/order?lang=zh", "/orders", "/recalls",
        "/figures", "/audit" };
    struct fixture *f = *state;
    struct site *s = f->site;

    for (size_t i = 0; i < COUNT(hostile); i++) {
        put_hostile(s->cases, hostile[i], "one", CASES_NOW_MS);
        put_hostile(s->cases, hostile[i], "two", CASES_NOW_MS + 1);
        put_hostile_notice(s->cases, hostile[i]);
    }
    for (size_t i = 0; i < COUNT(hostile); i++) {
        char target[60];

        snprintf(target, sizeof target, "/case/%zu", i + 5);
        check_inert(s, target);
        HAS(s, "<del>one</del><ins>two</ins>");
    }
    for (size_t i = 0; i < COUNT(targets); i++)
        check_inert(s, targets[i]);
    for (int id = 1; id <= 10; id++) {
        char target[60];

        snprintf(target, sizeof target, "/party/%d", id);
        check_inert(s, target);
    }
    HAS(s, "one@evil.example");
    check_end();
}

/* A title of 1 MB is cut where it is read; the page stays one. */
static void
stands_long_texts(void **state)
{
    struct fixture *f = *state;
    struct site *s = f->site;
    struct buf text = BUF_MAX(2u << 20);

    for (int i = 0; i < 100000; i++)
        buf_addf(&text, "<b>%d</b> ", i);
    put_hostile(s->cases, buf_text(&text), "one", CASES_NOW_MS);
    put_hostile(s->cases, buf_text(&text), "two", CASES_NOW_MS + 1);
    check_inert(s, "/case/5");
    CHECK_INT(s->out.len < (4u << 20), 1, "the page has a size");
    HAS(s, "</html>");
    check_inert(s, "/sellers");
    check_inert(s, "/party/3");
    buf_clear(&text);
    check_end();
}

static void
aligns_offer_and_notice(void **state)
{
    static const char notice[] =
        "{\"id\":\"SR/01326/26\",\"source\":\"eu-safety-gate\",\"name\":"
        "\"Super Racer X100\",\"brand\":\"Racer\",\"models\":[\"X-100\"],"
        "\"gtins\":[\"04006381333931\"],\"level\":\"serious\",\"hazards\":["
        "\"choking\"],\"measures\":[\"Recall from end users\"]}";
    struct fixture *f = *state;
    struct site *s = f->site;
    struct recall *r = NULL;
    struct js *j = NULL;
    struct fail fail;
    int outcome;

    site_get(s, "/case/1");
    HAS(s, "The notice is not in the store any more.");
    assert_int_equal(js_parse(&j, str_of(notice), &fail), 0);
    assert_int_equal(recall_from_json(&r, j, &fail), 0);
    assert_int_equal(
        store_recall_put(s->cases->s, r, CASES_NOW_MS, &outcome, &fail), 0);
    site_get(s, "/case/1");
    HAS(s, "<span class=\"chip mark equal\">equal</span>");
    HAS(s, "Recall from end users");
    HAS(s, "Versions kept");
    HAS(s, "It falls if the number shown belongs to another product");
    site_get(s, "/case/3?lang=de");
    HAS(s, "Er entfällt, sobald das Angebot angibt:");
    HAS(s, "Ohne die zitierten Wörter gäbe es ihn nicht:");
    site_get(s, "/case/2?lang=zh");
    HAS(s, "没有以下引文就不会有此发现：");
    recall_free(r);
    js_free(j);
    check_end();
}

static void
shows_parties(void **state)
{
    static const struct {
        const char *target;
        int status;
        const char *want;
    } cases[] = {
        { "/sellers", 200, "HappyToys" },
        { "/sellers?text=happy", 200, "HappyToys" },
        { "/sellers?text=nobody", 200, "None is known by that name." },
        { "/sellers?role=manufacturer", 200, "names one yet" },
        { "/sellers?role=%22%3E&page=-1&text=%00", 200, "HappyToys" },
        { "/sellers?page=99999999999999999999", 200, "HappyToys" },
        { "/party/1", 200, "Super Racer X100" },
        { "/party/1?lang=de", 200, "Mit niemandem etwas gemeinsam." },
        { "/party/999", 404, "no such page" },
        { "/party/0", 404, "no such page" },
    };
    struct fixture *f = *state;
    struct site *s = f->site;

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(
            site_get(s, cases[i].target), cases[i].status, cases[i].target);
        HAS(s, cases[i].want);
    }
    put_hostile(s->cases, "Shop A", "x", CASES_NOW_MS);
    put_hostile(s->cases, "Shop B", "y", CASES_NOW_MS);
    site_get(s, "/sellers?text=shop");
    HAS(s, "Shop A");
    site_get(s, "/case/5");
    HAS(s, "Who stands behind it");
    for (int id = 1; id < 12; id++) {
        char target[40];

        snprintf(target, sizeof target, "/party/%d", id);
        if (site_get(s, target) == 200 &&
            strstr(buf_text(&s->out), "<bdi>Shop A</bdi></h1>") != NULL) {
            HAS(s, "<svg class=\"graph\"");
            HAS(s, "<title id=\"graph-title\">");
            HAS(s, "Shop B");
            check_end();
            return;
        }
    }
    fail_msg("no page of Shop A");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        T(shows_captures),
        T(shows_pictures),
        T(refuses_other_captures),
        T(makes_every_text_inert),
        T(stands_long_texts),
        T(aligns_offer_and_notice),
        T(shows_parties),
#undef T
    };

    return cmocka_run_group_tests_name("review/case", tests, NULL, NULL);
}
