#include "tests/check.h"

#include "base/digest.h"
#include "review/queue.h"
#include "store/orders.h"
#include "store/watch.h"
#include "tests/site.h"

static const char authority[] =
    "name=Amt+f%C3%BCr+Produktsicherheit&address=Weg+1%0A10115+Berlin&"
    "email=amt%40amt.example&signatory=A.+Amt&report_to=m%40amt.example&"
    "redress_de=Klage&redress_en=Action&redress_zh=x&prefix=AMT-&calendar=DE";

static const char form[] =
    "kind=order&language=de&number=AMT-2026-1&recipient=Markt+SE&"
    "electronic=dsa%40markt.example&channel=email&sent=2026-11-20T10%3A00&"
    "calendar=DE&measure=remove&legal_basis=L&provisions=P&territory=T&"
    "reasons=%3Cscript%3E%0A%23+Grund";

static int
post_form(struct site *s, const char *target, const char *more)
{
    struct buf fields = BUF_MAX(1u << 16);
    int status;

    buf_addf(&fields, "%s&%s", form, more);
    status = site_post(s, target, buf_text(&fields));
    buf_clear(&fields);
    return status;
}

/* The digest that a preview was of. */
static void
seen_digest(struct site *s, char out[DIGEST_HEX_BYTES])
{
    const char *at = strstr(buf_text(&s->out), "name=\"seen\" value=\"");

    snprintf(out, DIGEST_HEX_BYTES, "%s",
        at != NULL ? at + strlen("name=\"seen\" value=\"") : "");
}

static void
issues(void **state)
{
    struct site *s = *state;
    char digest[DIGEST_HEX_BYTES], more[200], want[120];
    struct store_due due;

    CHECK_INT(site_get(s, "/orders"), 200, "the list");
    HAS(s, "Nothing was issued yet.");
    CHECK_INT(site_get(s, "/case/1/order"), 200, "the form");
    HAS(s, "value=\"SW-2026-1\"");
    CHECK_INT(post_form(s, "/case/1/order", "act=preview"), 200, "a preview");
    HAS(s, "This is missing");
    HAS_NOT(s, "value=\"issue\"");
    CHECK_INT(site_post(s, "/authority", authority), 303, "the authority");
    CHECK_INT(site_get(s, "/case/1/order"), 200, "the form again");
    HAS(s, "value=\"AMT-2026-1\"");
    CHECK_INT(post_form(s, "/case/1/order", "act=preview"), 200, "a preview");
    HAS(s, "value=\"issue\"");
    HAS(s, "Amt für Produktsicherheit");
    HAS(s, "&lt;script&gt;");
    HAS(s, "# Grund");
    HAS_NOT(s, "<h2># Grund");
    HAS_NOT(s, "<script>");
    seen_digest(s, digest);

    snprintf(more, sizeof more, "act=issue&seen=%s", digest);
    CHECK_INT(post_form(s, "/case/1/order", more), 409, "not confirmed");
    HAS(s, "The state of the case does not allow this.");
    CHECK_INT(site_get(s, "/orders"), 200, "the list");
    HAS(s, "Nothing was issued yet.");
    CHECK_INT(site_post(s, "/case/3/act", "reason=confirm:banned&seen=3"), 303,
        "confirmed");
    CHECK_INT(post_form(s, "/case/3/order", "act=preview"), 200, "a preview");
    seen_digest(s, digest);
    CHECK_INT(post_form(s, "/case/3/order", "act=issue&seen=0"), 409, "unseen");
    HAS(s, "no longer the one you saw");
    snprintf(more, sizeof more, "act=issue&seen=%s", digest);
    CHECK_INT(post_form(s, "/case/3/order", more), 303, "issued");
    HAS(s, "Location: /order/1?done=1");
    CHECK_INT(post_form(s, "/case/3/order", more), 409, "a number twice");

    CHECK_INT(site_get(s, "/order/1"), 200, "the letter");
    HAS(s, digest);
    HAS(s, "dsa@markt.example");
    HAS(s, "2026-11-24 23:59");
    snprintf(want, sizeof want, "as shipped");
    HAS(s, want);
    CHECK_INT(site_get(s, "/order/1/text"), 200, "its bytes");
    HAS(s, "# Anordnung");
    HAS(s, "attachment");
    CHECK_INT(site_get(s, "/orders?show=overdue"), 200, "overdue");
    HAS(s, "None of them.");
    CHECK_INT(site_get(s, "/orders?show=open"), 200, "open");
    HAS(s, "AMT-2026-1");
    CHECK_INT(site_get(s, "/case/3"), 200, "the case");
    HAS(s, "href=\"/order/1\"");
    HAS(s, "chip state ordered");
    CHECK_INT(store_case_due(s->cases->s, 3, &due, &s->cases->fail), 1, "due");
    CHECK_INT(site_post(s, "/order/1/event", "kind=received&note=%3Cb%3E"), 303,
        "an answer");
    CHECK_INT(site_post(s, "/order/1/event", "kind=burnt"), 422, "no answer");
    site_get(s, "/order/1");
    HAS(s, "&lt;b&gt;");
    check_end();
}

/* The next request is of somebody else. */
static void
become(struct site *s, const char *name)
{
    struct fail fail;
    unsigned roles = s->session.user.roles;

    assert_int_equal(
        account_init(&s->session.user, str_of(name), STR(""), &fail), 0);
    s->session.user.roles = roles;
}

/* One order about two offers of the same GTIN, each confirmed by two people.
 */
static void
covers_identical(void **state)
{
    struct site *s = *state;
    char digest[DIGEST_HEX_BYTES], more[200];
    char *twin = mem_text(cases_lines[0]);

    strstr(twin, "/p/1")[3] = '5';
    strstr(twin, "\"listing_id\":\"1\"")[14] = '5';
    cases_put(s->cases, str_of(twin), CASES_NOW_MS);
    free(twin);
    site_post(s, "/authority", authority);
    CHECK_INT(site_get(s, "/case/1/order"), 200, "the form");
    HAS(s, "same GTIN");
    HAS(s, "not confirmed yet");
    HAS_NOT(s, "value=\"5\" id=\"with-5\"");
    site_post(s, "/case/1/act", "reason=confirm:banned&seen=1");
    site_post(s, "/case/5/act", "reason=confirm:banned&seen=5");
    CHECK_INT(site_get(s, "/case/1/order"), 200, "the form");
    HAS(s, "value=\"5\" id=\"with-5\"");
    CHECK_INT(
        post_form(s, "/case/1/order", "act=preview&with=5"), 200, "preview");
    HAS(s, "https://toys.example/p/5");
    seen_digest(s, digest);
    snprintf(more, sizeof more, "act=issue&with=5&seen=%s", digest);
    CHECK_INT(post_form(s, "/case/1/order", more), 409, "not validated");
    HAS(s, "second person");
    become(s, "bert");
    for (int id = 1; id <= 5; id += 4) {
        struct queue_case *c = NULL;
        char target[40], fields[60];

        queue_case_find(s->cases->s, id, &c, &s->cases->fail);
        snprintf(target, sizeof target, "/case/%d/act", id);
        snprintf(fields, sizeof fields, "act=validate&seen=%lld",
            (long long)js_integer(js_get(c->all, "event"), 0));
        CHECK_INT(site_post(s, target, fields), 303, "validated");
        queue_case_free(c);
    }
    CHECK_INT(
        post_form(s, "/case/1/order", "act=preview&with=5"), 200, "preview");
    seen_digest(s, digest);
    snprintf(more, sizeof more, "act=issue&with=5&seen=%s", digest);
    CHECK_INT(post_form(s, "/case/1/order", more), 303, "issued");
    site_get(s, "/order/1");
    HAS(s, "href=\"/case/5\"");
    site_get(s, "/orders");
    HAS(s, "0/2");
    check_end();
}

/* Looks and links of a case, with what a seller wrote in them. */
static void
shows_looks(void **state)
{
    struct site *s = *state;
    struct store *store = s->cases->s;
    struct fail *fail = &s->cases->fail;
    struct store_look l = { 3, CASES_NOW_MS, "edited",
        "{\"removed\":[{\"field\":\"title\",\"text\":\"<b>Lilial\"}]}" };
    struct store_case_link k = { 3, 4, "gtin", STR("<i>1"), 1, CASES_NOW_MS };

    site_get(s, "/case/3");
    HAS_NOT(s, "Looked at again");
    CHECK_INT(store_look_add(store, &l, fail), 0, "a look");
    l.result = "unseen";
    l.detail = "no JSON";
    CHECK_INT(store_look_add(store, &l, fail), 0, "another");
    CHECK_INT(store_case_link_add(store, &k, fail), 1, "a link");
    CHECK_INT(site_get(s, "/case/3"), 200, "the first case");
    HAS(s, "Looked at again");
    HAS(s, "<del><bdi>&lt;b&gt;Lilial</bdi></del>");
    HAS(s, "could not be seen");
    HAS(s, "offered again");
    HAS(s, "&lt;i&gt;1");
    CHECK_INT(site_get(s, "/case/4"), 200, "the other");
    HAS(s, "is offered again here");
    check_end();
}

static void
refuses(void **state)
{
    static const struct {
        const char *name, *target, *fields;
        int status;
        const char *want;
    } steps[] = {
        { "no such case", "/case/99/order", "act=preview", 404, "" },
        { "no time", "/case/1/order", "act=preview&sent=x", 422,
            "cannot be read" },
        { "no such letter", "/order/9/event", "kind=received", 422, "" },
        { "no such template", "/templates", "kind=poem&language=de&version=0",
            404, "" },
        { "a wrong field", "/templates",
            "kind=order&language=de&version=0&text=a%0A%7B%7Bnome%7D%7D", 422,
            "order.de:2: there is no field &#39;nome&#39;" },
    };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(steps); i++) {
        CHECK_INT(site_post(s, steps[i].target, steps[i].fields),
            steps[i].status, steps[i].name);
        HAS(s, steps[i].want);
    }
    CHECK_INT(site_get(s, "/order/9"), 404, "no such letter");
    CHECK_INT(site_get(s, "/order/9/text"), 404, "no such text");
    s->session.user.roles = ROLE_AUDITOR;
    CHECK_INT(site_get(s, "/orders"), 200, "an auditor reads");
    CHECK_INT(site_get(s, "/templates?kind=order&language=de"), 200, "reads");
    CHECK_INT(site_get(s, "/case/1/order"), 403, "but writes no letter");
    CHECK_INT(site_post(s, "/authority", authority), 403, "nor who it is from");
    s->session.user.roles = ROLE_ANALYST;
    CHECK_INT(site_post(s, "/templates", "kind=order&language=de&version=0"),
        403, "nor does an analyst change templates");
    check_end();
}

static void
keeps_templates(void **state)
{
    struct site *s = *state;

    CHECK_INT(site_post(s, "/templates",
                  "kind=seller&language=en&version=0&note=short&"
                  "text=%23+Hello%0D%0A%7B%7Brecipient.name!%7D%7D"),
        303, "kept");
    CHECK_INT(site_get(s, "/templates?kind=seller&language=en"), 200, "shown");
    HAS(s, "version 1");
    HAS(s, "{{recipient.name!}}");
    CHECK_INT(
        site_post(s, "/templates", "kind=seller&language=en&version=0&text=x"),
        422, "an old page");
    HAS(s, "was kept meanwhile by anna");
    check_end();
}

static void
every_language(void **state)
{
    static const char *const targets[] = { "/orders", "/authority",
        "/templates", "/templates?kind=dossier&language=de", "/case/2/order",
        "/case/4/order?kind=seller", "/case/2/order?kind=dossier" };
    static const char *const langs[] = { "en", "de", "zh" };
    struct site *s = *state;

    for (size_t l = 0; l < COUNT(langs); l++)
        for (size_t i = 0; i < COUNT(targets); i++) {
            char target[120];

            snprintf(target, sizeof target, "%s%clang=%s", targets[i],
                strchr(targets[i], '?') ? '&' : '?', langs[l]);
            CHECK_INT(site_get(s, target), 200, target);
            HAS_NOT(s, "<script>");
            HAS_NOT(s, ">order.");
            HAS_NOT(s, ">authority.");
        }
    check_end();
}

#define PAGE_TEST(f)                                                           \
    cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGE_TEST(issues),
        PAGE_TEST(covers_identical),
        PAGE_TEST(shows_looks),
        PAGE_TEST(refuses),
        PAGE_TEST(keeps_templates),
        PAGE_TEST(every_language),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
