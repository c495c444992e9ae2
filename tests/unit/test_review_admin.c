/* The pages of administrators and auditors. */
#include "tests/check.h"

#include "base/file.h"
#include "core/campaign.h"
#include "store/audit.h"
#include "store/campaigns.h"
#include "tests/site.h"

#define PASSWORD "correct+horse+battery"

static int
find_user(struct site *s, const char *name, struct store_account *a)
{
    return store_account_find(s->cases->s, str_of(name), a, &s->cases->fail);
}

/* From nobody to a second administrator, on the pages alone. */
static void
makes_accounts(void **state)
{
    struct site *s = *state;
    struct store_account a;
    struct session anna;
    struct store_by by = { "ada", site_now() };

    CHECK_INT(site_get(s, "/admin/users"), 200, "terminal");
    HAS(s, "There are no accounts yet");
    CHECK_INT(site_post(s, "/admin/users",
                  "name=ada&display=Ada+%3Cb%3E&password=short&"
                  "role=administrator"),
        422, "short password");
    HAS(s, "value=\"Ada &lt;b&gt;\"");
    HAS_NOT(s, "short\"");
    CHECK_INT(site_post(s, "/admin/users", "name=ada&password=" PASSWORD), 409,
        "no role");
    CHECK_INT(site_post(s, "/admin/users",
                  "name=a+b&role=analyst&password=" PASSWORD),
        409, "bad name");
    CHECK_INT(site_post(s, "/admin/users",
                  "name=ada&display=Ada+%3Cb%3E&role=administrator&role=root&"
                  "role=auditor&password=" PASSWORD),
        303, "added");
    CHECK_INT(find_user(s, "ada", &a), 1, "there");
    CHECK_INT(a.account.roles, ROLE_ADMINISTRATOR | ROLE_AUDITOR, "roles");
    CHECK_INT(a.must_change, 1, "chooses another password first");
    CHECK_INT(site_get(s, "/admin/users"), 303, "now people sign in");
    HAS(s, "Location: /login");
    a.must_change = 0;
    assert_int_equal(session_start(&anna, s->cases->s, &a, &by, "test", STR(""),
                         &s->cases->fail),
        0);
    /* As somebody who chose a password of their own. */
    assert_int_equal(store_account_password(s->cases->s, &by, a.account.id, "",
                         0, &s->cases->fail),
        0);
    assert_int_equal(session_start(&anna, s->cases->s, &a, &by, "test", STR(""),
                         &s->cases->fail),
        0);
    s->session = anna;
    snprintf(
        s->cookie, sizeof s->cookie, "Cookie: shelfwatch=%s\r\n", anna.key);
    CHECK_INT(site_get(s, "/admin/users"), 200, "list");
    HAS(s, "Ada &lt;b&gt;");
    HAS_NOT(s, "There are no accounts yet");
    CHECK_INT(site_post(s, "/admin/users",
                  "name=ADA&role=analyst&password=" PASSWORD),
        409, "the same name");
    CHECK_INT(site_post(s, "/admin/users/1/disable", "disabled=1"), 409,
        "the last administrator");
    HAS(s, "last administrator");
    CHECK_INT(site_post(s, "/admin/users/1/roles", "role=analyst"), 409,
        "the last administrator's role");
    CHECK_INT(
        site_post(s, "/admin/users", "name=bo&role=analyst&password=" PASSWORD),
        303, "another one");
    CHECK_INT(site_post(s, "/admin/users/2/roles",
                  "role=validator&role=administrator"),
        303, "roles");
    CHECK_INT(
        site_post(s, "/admin/users/2/password", "password=x"), 409, "short");
    CHECK_INT(
        site_post(s, "/admin/users/2/password", "password=another+good+phrase"),
        303, "password");
    CHECK_INT(
        site_post(s, "/admin/users/2/disable", "disabled=1"), 303, "disable");
    CHECK_INT(find_user(s, "bo", &a), 1, "there");
    CHECK_INT(a.account.roles, ROLE_VALIDATOR | ROLE_ADMINISTRATOR, "roles");
    CHECK_INT(a.disabled, 1, "disabled");
    CHECK_INT(
        site_post(s, "/admin/users/2/disable", "disabled=0"), 303, "enable");
    CHECK_INT(find_user(s, "bo", &a), 1, "there");
    CHECK_INT(a.disabled, 0, "enabled");
    check_end();
}

static void
add_entries(struct site *s, int count)
{
    for (int i = 0; i < count; i++) {
        struct store_audit a = { .actor = i % 2 ? STR("bo") : STR("ada"),
            .action = STR("case.confirm"),
            .object = STR("case 3"),
            .detail = STR("{\"note\":\"<script>x</script>\"}"),
            .at_ms = CASES_NOW_MS + i * 3600000LL };

        assert_int_equal(store_audit_add(s->cases->s, &a, &s->cases->fail), 0);
    }
}

static size_t
count_of(struct site *s, const char *what)
{
    size_t n = 0;
    ptrdiff_t at = -1;

    while (
        (at = str_find(buf_str(&s->out), str_of(what), (size_t)(at + 1))) >= 0)
        n++;
    return n;
}

/* CASES_NOW_MS is eight in the morning of 20 November 2026. */
static void
shows_the_audit_log(void **state)
{
    static const struct {
        const char *target;
        size_t rows;
    } cases[] = {
        { "/audit", 100 },
        { "/audit?actor=bo", 60 },
        { "/audit?actor=+bo+", 60 },
        { "/audit?actor=nobody", 0 },
        { "/audit?object=case+3", 100 },
        { "/audit?object=case+4", 0 },
        { "/audit?action=case.", 100 },
        { "/audit?action=user.", 0 },
        { "/audit?from=2026-11-20&to=2026-11-20", 16 },
        { "/audit?to=2026-11-19", 0 },
        { "/audit?from=nonsense", 100 },
        { "/audit?before=21", 20 },
        { "/audit?before=-5", 100 },
        { "/audit?actor=%27+OR+1%3D1", 0 },
    };
    struct site *s = *state;

    add_entries(s, 120);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(site_get(s, cases[i].target), 200, cases[i].target);
        CHECK_INT(count_of(s, "<code>case.confirm</code>"), cases[i].rows,
            cases[i].target);
        HAS_NOT(s, "<script>");
    }
    site_get(s, "/audit?actor=bo%22%3E%3Cscript%3E");
    HAS_NOT(s, "<script>");
    site_get(s, "/audit?action=case.");
    HAS(s, "href=\"/audit?action=case.&amp;before=21\"");
    HAS(s, "href=\"/audit.jsonl?action=case.\"");
    HAS(s, "href=\"/case/3\"");
    check_end();
}

/* As HTTP/1.0: the body comes in one piece. */
static int
get_plain(struct site *s, const char *target)
{
    struct buf rq = BUF_MAX(4000);
    int status;

    buf_addf(
        &rq, "GET %s HTTP/1.0\r\nHost: localhost\r\n%s\r\n", target, s->cookie);
    status = client_send(s->port, buf_str(&rq), &s->out);
    buf_clear(&rq);
    return status;
}

/* The chain, checked by hand from the file alone. */
static void
downloads_the_audit_log(void **state)
{
    struct site *s = *state;
    char previous[STORE_AUDIT_HASH_BYTES] = "";
    struct str rest, line;
    size_t n = 0;

    add_entries(s, 1200);
    CHECK_INT(get_plain(s, "/audit.jsonl?actor=ada"), 200, "of one person");
    CHECK_INT(count_of(s, "\"actor\":\"ada\""), 600, "of one person");
    CHECK_INT(get_plain(s, "/audit.jsonl?action=case."), 200, "all");
    HAS(s, "application/x-ndjson");
    rest = buf_str(&s->out);
    while (str_next_line(&rest, &line)) {
        struct js *j = NULL;

        if (!str_starts(line, STR("{")))
            continue; /* the header */
        assert_int_equal(js_parse(&j, line, &s->cases->fail), 0);
        if (previous[0] != '\0')
            CHECK_INT(str_is(js_get_text(j, "hash"), previous), 1, "chain");
        snprintf(previous, sizeof previous, STR_FMT,
            STR_ARG(js_get_text(j, "previous")));
        n++;
        js_free(j);
    }
    CHECK_INT(n, 1200, "all of them");
    check_end();
}

static const char campaign[] =
    "name: toys\nmarket: EU\ncontact: https://authority.example/bot\n"
    "start:\n  - https://shop.example/\n";

static void
allows_campaigns(void **state)
{
    static const char *const wrong[] = { "file=..%2Ftoys.yaml&digest=x",
        "file=%2Fetc%2Fpasswd&digest=x", "file=.toys.yaml&digest=x",
        "file=none.yaml&digest=x", "file=toys.txt&digest=x", "file=", "" };
    struct site *s = *state;
    struct campaign *c = NULL;
    struct fail *fail = &s->cases->fail;
    char dir[] = "/tmp/shelfwatch-test-XXXXXX", path[80], broken[80], form[300];

    CHECK_INT(site_get(s, "/admin/campaigns"), 200, "no folder");
    HAS(s, "serve --campaigns");
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/toys.yaml", dir);
    snprintf(broken, sizeof broken, "%s/broken.yaml", dir);
    assert_int_equal(file_write(path, str_of(campaign), fail), 0);
    assert_int_equal(file_write(broken, STR("name: [\n"), fail), 0);
    if (campaign_load(&c, path, fail) != 0)
        fail_msg("%s", fail->text);
    s->pages.campaigns = dir;
    CHECK_INT(site_get(s, "/admin/campaigns"), 200, "folder");
    HAS(s, "toys.yaml");
    HAS(s, "broken.yaml");
    HAS(s, c->digest);
    for (size_t i = 0; i < COUNT(wrong); i++)
        CHECK_INT(site_post(s, "/admin/campaigns", wrong[i]), 404, wrong[i]);
    CHECK_INT(site_post(s, "/admin/campaigns", "file=toys.yaml&digest=abc"),
        409, "another file than was seen");
    CHECK_INT(site_post(s, "/admin/campaigns", "file=broken.yaml&digest=abc"),
        409, "broken");
    snprintf(form, sizeof form, "file=toys.yaml&digest=%s", c->digest);
    CHECK_INT(site_post(s, "/admin/campaigns", form), 303, "allowed");
    CHECK_INT(store_campaign_allowed(s->cases->s, "toys.yaml", c->digest, fail),
        1, "allowed");
    CHECK_INT(site_post(s, "/admin/campaigns", "file=toys.yaml&digest="), 303,
        "taken back");
    CHECK_INT(store_campaign_allowed(s->cases->s, "toys.yaml", c->digest, fail),
        0, "taken back");
    campaign_free(c);
    unlink(path);
    unlink(broken);
    rmdir(dir);
    check_end();
}

static void
shows_the_policy(void **state)
{
    static const struct pages_value values[] = {
        { "flag_from", "0.35", "/etc/<policy>.yaml" },
        { NULL, NULL, NULL },
    };
    struct site *s = *state;

    CHECK_INT(site_get(s, "/admin/policy"), 200, "none");
    s->pages.values = values;
    CHECK_INT(site_get(s, "/admin/policy?lang=de"), 200, "some");
    HAS(s, "0.35");
    HAS(s, "/etc/&lt;policy&gt;.yaml");
    HAS(s, "Vorgaben");
    check_end();
}

#define T(f) cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        T(makes_accounts),
        T(shows_the_audit_log),
        T(downloads_the_audit_log),
        T(allows_campaigns),
        T(shows_the_policy),
    };

    return cmocka_run_group_tests_name("review/admin", tests, NULL, NULL);
}
