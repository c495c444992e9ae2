/* The page of a case, and the captured pages behind it. */
#include "tests/check.h"
#include "tests/site.h"

#include "store/audit.h"

/* A reader of archives that says what it was asked for. */
struct source {
    struct capture_source functions;
    char said[200];
    size_t at;
    int running, ended, fails;
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
    CHECK_INT(f->source.running, 0, "none is left");
    CHECK_INT(f->source.ended, 2, "each ended once");
    CHECK_INT(store_audit_each(s->cases->s, &seen, count_view, &views, &fail),
        0, fail.text);
    CHECK_INT(views, 2, "who saw which evidence");
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        T(shows_captures),
        T(refuses_other_captures),
#undef T
    };

    return cmocka_run_group_tests_name("review/case", tests, NULL, NULL);
}
