#include "tests/check.h"

#include "core/account.h"
#include "core/scope.h"
#include "review/metrics.h"
#include "store/accounts.h"
#include "store/queue.h"
#include "store/tokens.h"
#include "tests/site.h"

static int
setup(void **state)
{
    struct site *s;

    if (site_setup(state) != 0)
        return -1;
    s = *state;
    s->pages.metrics = metrics_new();
    return 0;
}

static int
teardown(void **state)
{
    struct site *s = *state;
    struct metrics *m = s->pages.metrics;
    int rc = site_teardown(state);

    metrics_free(m);
    return rc;
}

static int
ask(struct site *s, const char *headers)
{
    return client_ask(s->port, "/metrics", headers, NULL, &s->out);
}

/* The value of the line that begins with `line`, or -1. */
static double
value(struct str text, const char *line)
{
    struct str one;
    double v;

    while (str_next(&text, '\n', &one))
        if (str_starts(one, str_of(line)) && one.p[strlen(line)] == ' ')
            return str_to_double(str_sub(one, strlen(line) + 1, one.len), &v) ==
                           0
                       ? v
                       : -1;
    return -1;
}

/* HELP and TYPE before every metric, each metric once and in one piece, and
 * every line a name and a number. */
static void
check_form(struct str text)
{
    struct str line, help = STR("");
    int open = 0;

    while (str_next(&text, '\n', &line)) {
        ptrdiff_t blank;
        double v;

        if (line.len == 0)
            continue;
        if (str_starts(line, STR("# HELP "))) {
            help = str_sub(line, 7, line.len);
            help = str_sub(help, 0, (size_t)str_find_char(help, ' ', 0));
            open = 0;
        } else if (str_starts(line, STR("# TYPE "))) {
            CHECK_INT(str_starts(str_sub(line, 7, line.len), help), 1, line.p);
            open = 1;
        } else {
            CHECK_INT(open && str_starts(line, help), 1, line.p);
            blank = (ptrdiff_t)line.len;
            while (blank > 0 && line.p[blank - 1] != ' ')
                blank--;
            CHECK_INT(str_to_double(str_sub(line, (size_t)blank, line.len), &v),
                0, line.p);
        }
    }
}

static void
counts_what_the_store_has(void **state)
{
    struct site *s = *state;
    struct str body;
    int64_t cases = 0;

    CHECK_INT(
        store_queue_known(s->cases->s, &(struct store_filter){ .state = "all" },
            &cases, &s->cases->fail),
        1, "known");
    CHECK_INT(ask(s, ""), 200, "on this machine");
    body = buf_str(&s->out);
    body = str_sub(
        body, (size_t)(strstr(body.p, "\r\n\r\n") - body.p) + 4, body.len);
    check_form(body);
    CHECK_INT((int)value(body, "shelfwatch_cases{state=\"new\"}"), (int)cases,
        "new cases");
    CHECK_INT((int)value(body, "shelfwatch_cases{state=\"closed\"}"), 0,
        "closed cases");
    CHECK_INT((int)value(body, "shelfwatch_cases_open"), (int)cases, "open");
    CHECK_INT((int)value(body, "shelfwatch_cases_decided"), 0, "decided");
    /* They are an hour old by the clock of the test. */
    CHECK_INT((int)value(body, "shelfwatch_oldest_open_case_seconds"), 3600,
        "oldest");
    CHECK_INT(value(body, "shelfwatch_store_bytes") > 100000, 1, "bytes");
    HAS(s, "text/plain; version=0.0.4");
    /* Nothing of what the cases say. */
    HAS_NOT(s, "toys.example");
    HAS_NOT(s, "HappyToys");
    HAS_NOT(s, "anna");
    check_end();
}

static void
counts_requests(void **state)
{
    struct site *s = *state;
    struct str body;

    for (int i = 0; i < 3; i++)
        site_get(s, "/");
    site_get(s, "/nothing");
    client_ask(s->port, "/", "", NULL, &s->out);
    CHECK_INT(ask(s, ""), 200, "metrics");
    body = buf_str(&s->out);
#define COUNT_OF(name) (int)value(body, "shelfwatch_http_" name)
    CHECK_INT(COUNT_OF("requests_total{status=\"2xx\"}"), 3, "answers");
    CHECK_INT(COUNT_OF("requests_total{status=\"4xx\"}"), 2, "refusals");
    CHECK_INT(COUNT_OF("request_seconds_count"), 5, "all of them");
    CHECK_INT(COUNT_OF("request_seconds_bucket{le=\"+Inf\"}"), 5, "buckets");
    check_end();
}

static void
sorts_times_into_buckets(void **state)
{
    static const struct {
        const char *bucket;
        int want;
    } cases[] = { { "0.001", 2 }, { "0.0025", 3 }, { "0.25", 3 }, { "10", 4 },
        { "+Inf", 5 } };
    struct metrics *m = metrics_new();
    struct buf out = BUF_MAX(METRICS_BYTES_MAX);
    char line[100];

    (void)state;
    metrics_count(m, 200, -5); /* a clock that stepped back */
    metrics_count(m, 200, 1000);
    metrics_count(m, 304, 1001);
    metrics_count(m, 503, 10000000);
    metrics_count(m, 7, 10000001);
    metrics_write_requests(&out, m);
    check_form(buf_str(&out));
    for (size_t i = 0; i < COUNT(cases); i++) {
        snprintf(line, sizeof line,
            "shelfwatch_http_request_seconds_bucket{le=\"%s\"}",
            cases[i].bucket);
        CHECK_INT((int)value(buf_str(&out), line), cases[i].want, line);
    }
    CHECK_INT((int)value(buf_str(&out),
                  "shelfwatch_http_requests_total{status=\"5xx\"}"),
        2, "a status that is none is a failure of ours");
    metrics_free(m);
    buf_clear(&out);
    check_end();
}

static void
wants_a_token_from_elsewhere(void **state)
{
    struct site *s = *state;
    struct store_by by = { "test", site_now() };
    struct store_account a = { .must_change = 0 };
    struct fail *fail = &s->cases->fail;
    char hash[SESSION_TOKEN_BYTES], token[2][SESSION_API_TOKEN_BYTES];
    static const unsigned scopes[] = { SCOPE_READ, SCOPE_DECIDE };
    char headers[400];

    assert_int_equal(account_init(&a.account, STR("otto"), STR_NONE, fail), 0);
    a.account.roles = ROLE_AUDITOR;
    assert_int_equal(store_account_add(s->cases->s, &by, &a, "", fail), 0);
    for (int i = 0; i < 2; i++) {
        struct store_token t = { .scopes = scopes[i],
            .expires_ms = site_now() + 1000 };

        t.account.account.id = a.account.id;
        assert_int_equal(session_new_token(token[i], hash, fail), 0);
        assert_int_equal(store_token_add(s->cases->s, &by, &t, hash, fail), 0);
    }
    CHECK_INT(ask(s, "X-Forwarded-For: 192.0.2.1\r\n"), 401, "by a proxy");
    HAS_NOT(s, "shelfwatch_cases");
    CHECK_INT(ask(s, "Forwarded: for=192.0.2.1\r\n"), 401, "by another");
    CHECK_INT(ask(s, "X-Forwarded-For: 127.0.0.1\r\n"), 401, "who says so");
    snprintf(headers, sizeof headers,
        "X-Forwarded-For: 192.0.2.1\r\nAuthorization: Bearer %s\r\n", token[0]);
    CHECK_INT(ask(s, headers), 200, "with a token");
    HAS(s, "shelfwatch_cases");
    snprintf(headers, sizeof headers,
        "X-Forwarded-For: 192.0.2.1\r\nAuthorization: Bearer %s\r\n", token[1]);
    CHECK_INT(ask(s, headers), 403, "with one to decide");
    HAS_NOT(s, "shelfwatch_cases");
    CHECK_INT(ask(s, "X-Forwarded-For: 192.0.2.1\r\n"
                     "Authorization: Bearer nonsense\r\n"),
        401, "with none");
    check_end();
}

static void
writes_a_scan(void **state)
{
    struct buf out = BUF_MAX(METRICS_BYTES_MAX);
    struct js *summary = NULL;
    struct fail fail;

    (void)state;
    assert_int_equal(
        js_parse(&summary,
            STR("{\"name\":\"a \\\"b\\\"\\n\\\\\",\"how\":\"finished\","
                "\"pages\":7,\"states\":{\"observed\":5,\"failed\":2},"
                "\"flagged\":1}"),
            &fail),
        0);
    metrics_write_scan(&out, summary);
    check_form(buf_str(&out));
    CHECK_INT((int)value(buf_str(&out),
                  "shelfwatch_scan_pages{campaign=\"a \\\"b\\\"\\n\\\\\"}"),
        7, "a name with quotes");
    CHECK_INT((int)value(buf_str(&out),
                  "shelfwatch_scan_page_states{state=\"failed\"}"),
        2, "states");
    js_free(summary);
    buf_clear(&out);
    check_end();
}

static void
writes_a_run(void **state)
{
    struct metrics_run r = {
        .verb = "recalls fetch", .began_ms = 1000, .ended_ms = 3500, .ok = 1
    };
    struct buf out = BUF_MAX(METRICS_BYTES_MAX);

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct str source = i == 0 ? STR("a\"b") : STR("c");

        metrics_run_add(&r, "records", "Notices.", "source", source, 7 + i);
        metrics_run_add(&r, "bad", "Bad ones.", "source", source, i);
    }
    metrics_run_add(&r, "swept", "Swept.", NULL, STR_NONE, 9);
    metrics_write_run(&out, &r);
    check_form(buf_str(&out));
    CHECK_INT((int)value(buf_str(&out),
                  "shelfwatch_run_records{verb=\"recalls fetch\","
                  "source=\"a\\\"b\"}"),
        7, "a label with a quote");
    CHECK_INT((int)value(buf_str(&out),
                  "shelfwatch_run_bad{verb=\"recalls fetch\",source=\"c\"}"),
        1, "the other source");
    CHECK_INT((int)value(buf_str(&out),
                  "shelfwatch_run_swept{verb=\"recalls fetch\"}"),
        9, "no label");
    CHECK_INT((int)value(buf_str(&out),
                  "shelfwatch_run_milliseconds{verb=\"recalls fetch\"}"),
        2500, "time");
    metrics_run_clear(&r);
    buf_clear(&out);
    check_end();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counts_what_the_store_has),
        TEST(counts_requests),
        TEST(wants_a_token_from_elsewhere),
        cmocka_unit_test(sorts_times_into_buckets),
        cmocka_unit_test(writes_a_scan),
        cmocka_unit_test(writes_a_run),
    };

    return cmocka_run_group_tests_name("review/metrics", tests, NULL, NULL);
}
