/* Cases that are judged before their findings are shown: whatever drew them, no
 * page tells them apart until then, byte by byte.
 */
#include "tests/check.h"

#include "base/mem.h"
#include "review/route.h"
#include "store/tokens.h"
#include "tests/site.h"

#define DRAWN_ID 5

static const char *const offers[] = {
    /* flagged by a rule and a recall that is likely, not certain */
    "{\"listing\":{\"url\":\"https://shop.example/9\",\"market\":"
    "\"shop.example\",\"listing_id\":\"9\",\"title\":\"Warm lamp\","
    "\"description\":\"Warm light. 40 W\",\"brand\":\"Lumo & Co\",\"seller\":"
    "{\"name\":\"Lights\"},\"language\":\"en\",\"observed\":\"full\"},"
    "\"flagged\":true,\"priority\":0.77,\"risk\":0.66,\"hazards\":{\"fire\":"
    "0.7},\"reasons\":[\"lamps like it burnt\"],\"findings\":[{\"source\":"
    "\"rule\",\"id\":\"lamps/hot\",\"strength\":\"strong\",\"score\":0.8,"
    "\"reason\":\"gets hot\",\"spans\":[{\"field\":\"description\",\"start\":"
    "12,\"end\":16,\"text\":\"40 W\"}]},{\"source\":\"recall\",\"id\":"
    "\"R-77\",\"strength\":\"strong\",\"score\":0.7,\"reason\":\"names\"}],"
    "\"verdict_of\":{\"rules\":\"1\"}}",
    /* the same offer, of which the machine says nothing */
    "{\"listing\":{\"url\":\"https://shop.example/9\",\"market\":"
    "\"shop.example\",\"listing_id\":\"9\",\"title\":\"Warm lamp\","
    "\"description\":\"Warm light. 40 W\",\"brand\":\"Lumo & Co\",\"seller\":"
    "{\"name\":\"Lights\"},\"language\":\"en\",\"observed\":\"full\"},"
    "\"flagged\":false,\"priority\":0.02,\"risk\":0.01,\"findings\":[]}",
};
static const char *const kinds[] = { "flagged", "audit", "uncertain" };

static struct casefile *
make(const char *line)
{
    struct casefile *c = NULL;
    struct js *j = NULL;
    struct fail fail;

    if (js_parse(&j, str_of(line), &fail) != 0 ||
        casefile_from_json(&c, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    return c;
}

/* A site of its own where the offer was drawn as `kind`. */
static struct site *
site_with(int kind)
{
    const struct store_sample sample = { kinds[kind], 1, 0.02, "1", 0.4, 0.35 };
    struct buf hold = BUF_MAX(1 << 16);
    struct listing_record record;
    struct casefile *c = make(offers[kind > 0]);
    struct store_listing l;
    struct site *s;
    int64_t id;
    void *state = NULL;

    assert_int_equal(site_setup(&state), 0);
    s = state;
    listing_record(&record, &hold, c->listing);
    assert_int_equal(store_listing_put(s->cases->s, &record, 0, CASES_NOW_MS,
                         &l, &s->cases->fail),
        0);
    assert_int_equal(store_sample_put(s->cases->s, l.id, c, &sample,
                         CASES_NOW_MS, &id, &s->cases->fail),
        0);
    assert_int_equal(id, DRAWN_ID);
    buf_clear(&hold);
    casefile_free(c);
    return s;
}

static void
done_with(struct site *s)
{
    void *state = s;

    site_teardown(&state);
}

/* The answer without what differs from answer to answer: the token of forms,
 * and the header that says when it was given. */
static char *
answer(struct site *s, const char *target, const char *headers)
{
    struct str token = str_of(s->session.csrf), text;
    struct buf out = BUF_MAX(8u << 20);
    ssize_t at;

    client_ask(s->port, target, headers, NULL, &s->out);
    text = buf_str(&s->out);
    at = str_find(text, STR("\r\nDate: "), 0);
    assert_true(at >= 0);
    buf_add(&out, text.p, (size_t)at);
    text = str_sub(
        text, (size_t)str_find(text, STR(" GMT\r\n"), (size_t)at), text.len);
    while ((at = str_find(text, token, 0)) >= 0) {
        buf_add(&out, text.p, (size_t)at);
        text = str_sub(text, (size_t)at + token.len, text.len);
    }
    buf_adds(&out, text);
    return buf_take(&out);
}

/* From the first byte that differs. */
static const char *
differs(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b ? "" : a;
}

static int
compare(struct site *a, struct site *b, const char *target, const char *by_a,
    const char *by_b)
{
    char *one = answer(a, target, by_a), *other = answer(b, target, by_b);
    char got[80];
    int known = str_find(str_of(one), STR("Warm lamp"), 0) >= 0;

    snprintf(got, sizeof got, "%s", differs(one, other));
    CHECK_TEXT(got, "", target);
    free(one);
    free(other);
    return known;
}

/* All but what counts over all cases (figures), and the archive of pictures
 * and pages, which knows no findings. */
static int
tells_of_cases(const char *path)
{
    static const char *const others[] = { "/figures", "/static", "/login",
        "/capture", "/picture" };

    for (size_t i = 0; i < COUNT(others); i++)
        if (str_starts(str_of(path), str_of(others[i])))
            return 0;
    return 1;
}

static void
no_page_tells(void **state)
{
    static const char *const more[] = { "/?sort=newest&state=all",
        "/?hazard=fire", "/?source=rule", "/?source=recall", "/?rule=lamps/hot",
        "/?recall=R-77", "/?text=lamps/hot", "/?text=R-77", "/?text=lamp",
        "/?lang=de", "/?lang=zh", "/case/5?lang=de", "/case/5?lang=zh",
        "/export.json?state=open", "/rule?id=lamps/hot" };
    int known = 0;

    (void)state;
    for (int kind = 1; kind < 3; kind++) {
        struct site *a = site_with(0), *b = site_with(kind);

        for (const struct route *r = route_table(); r->method != NULL; r++) {
            char target[80];
            size_t at = strcspn(r->path, "#");

            if (strcmp(r->method, "GET") != 0 || !tells_of_cases(r->path))
                continue;
            snprintf(target, sizeof target, "%.*s%s%s", (int)at, r->path,
                r->path[at] == '#' ? "5" : "",
                r->path[at] == '#' ? r->path + at + 1 : "");
            known += compare(a, b, target, a->cookie, b->cookie);
        }
        for (size_t i = 0; i < COUNT(more); i++)
            known += compare(a, b, more[i], a->cookie, b->cookie);
        done_with(a);
        done_with(b);
    }
    /* The queue, the case and the exports at least do show the offer. */
    CHECK_INT(known > 20, 1, "pages that show the offer");
    check_end();
}

/* Somebody who may read all, and a program of theirs. */
static void
add_program(struct site *s, char headers[200])
{
    struct store_by by = { "test", CASES_NOW_MS };
    struct store_token t = { .scopes = SCOPE_READ };
    char token[SESSION_API_TOKEN_BYTES], hash[SESSION_TOKEN_BYTES];
    struct fail *fail = &s->cases->fail;

    if (account_init(&t.account.account, STR("otto"), STR_NONE, fail) != 0)
        fail_msg("%s", fail->text);
    t.account.account.roles = ROLE_AUDITOR;
    if (store_account_add(s->cases->s, &by, &t.account, "", fail) != 0 ||
        session_new_token(token, hash, fail) != 0 ||
        store_token_add(s->cases->s, &by, &t, hash, fail) != 0)
        fail_msg("%s", fail->text);
    snprintf(headers, 200, "Authorization: Bearer %s\r\n", token);
}

static void
no_program_is_told(void **state)
{
    static const char *const targets[] = { "/api/v1/cases", "/api/v1/cases/5",
        "/api/v1/cases?state=all&sort=newest", "/api/v1/cases?source=rule",
        "/api/v1/recalls", "/api/v1/rules" };
    int known = 0;

    (void)state;
    for (int kind = 1; kind < 3; kind++) {
        struct site *a = site_with(0), *b = site_with(kind);
        char by_a[200], by_b[200];

        add_program(a, by_a);
        add_program(b, by_b);
        for (size_t i = 0; i < COUNT(targets); i++)
            known += compare(a, b, targets[i], by_a, by_b);
        done_with(a);
        done_with(b);
    }
    CHECK_INT(known >= 6, 1, "answers that have the offer");
    check_end();
}

static void
asks_and_tells(void **state)
{
    static const struct {
        const char *lang, *asks, *drawn[3];
    } says[] = {
        { "en", "Decide by the offer alone",
            { "had flagged this offer", "drawn by chance", "not sure of it" } },
        { "de", "nach dem Angebot allein",
            { "dieses Angebot beanstandet", "ausgelost", "unsicher ist" } },
        { "zh", "请仅凭商品信息判定",
            { "程序已标记该商品", "随机抽取", "模型不确定" } },
    };

    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct site *s = site_with(kind);
        char target[80];

        for (size_t i = 0; i < COUNT(says); i++) {
            snprintf(target, sizeof target, "/case/5?lang=%s", says[i].lang);
            site_get(s, target);
            HAS(s, says[i].asks);
            HAS(s, "href=\"/recalls?text=Lumo%20%26%20Co\"");
            HAS_NOT(s, "id=\"findings\"");
            HAS_NOT(s, "id=\"why\"");
        }
        CHECK_INT(site_post(s, "/case/5/act",
                      "reason=confirm:banned&seen=5&filter=state%3Dopen"),
            303, "decided");
        /* Not on to the next case: first what was found. */
        HAS(s, "Location: /case/5?state=open&done=5\r\n");
        for (size_t i = 0; i < COUNT(says); i++) {
            snprintf(
                target, sizeof target, "/case/5?done=5&lang=%s", says[i].lang);
            site_get(s, target);
            HAS(s, says[i].drawn[kind]);
            HAS(s, "id=\"findings\"");
            HAS(s, "<details open=\"\">"); /* the other decision is at hand */
            HAS_NOT(s, says[i].asks);
        }
        if (kind == 0)
            HAS(s, "lamps/hot");
        CHECK_INT(site_post(s, "/case/5/act", "reason=dismiss:complies&seen=7"),
            303, "and changed");
        HAS_NOT(s, "Location: /case/5?");
        site_get(s, "/figures");
        HAS(s, "Judged before the findings were shown");
        done_with(s);
    }
    check_end();
}

static void
refuses_heaps(void **state)
{
    struct site *s = site_with(1);

    (void)state;
    CHECK_INT(
        site_post(s, "/cases/act", "case=5:5&case=4:4&reason=dismiss:complies"),
        200, "two at once");
    HAS(s, "1 recorded, 1 not recorded.");
    HAS(s, "judge it on its own page");
    site_get(s, "/case/5");
    HAS(s, "Decide by the offer alone");
    done_with(s);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_page_tells),
        cmocka_unit_test(no_program_is_told),
        cmocka_unit_test(asks_and_tells),
        cmocka_unit_test(refuses_heaps),
    };

    return cmocka_run_group_tests_name("review/blind", tests, NULL, NULL);
}
