#include "tests/check.h"

#include "review/markup.h"
#include "review/queue.h"
#include "review/route.h"
#include "review/text.h"
#include "tests/site.h"

static void
answers_pages(void **state)
{
    static const struct {
        const char *target;
        int status;
        const char *want;
    } cases[] = {
        { "/", 200, "Super Racer X100 remote-controlled car" },
        { "/?state=all&text=magnet", 200, "toys/magnets" },
        { "/?text=lilial&lang=de", 200, "Warteschlange" },
        { "/?lang=zh", 200, "待办队列" },
        { "/?hazard=chemical", 200, "Gesichtscreme" },
        { "/?market=nowhere", 200, "No case fits this filter." },
        { "/?page=999999999999999999999", 200, "Super Racer" },
        { "/?page=-1", 200, "Super Racer" },
        { "/?state=%27%20OR%201=1", 200, "No case fits this filter." },
        { "/case/1", 200, "<mark>04006381333931</mark>" },
        { "/case/2?lang=zh", 200, "<mark>磁力珠</mark>" },
        { "/case/3?lang=de", 200, "Verantwortliche Person (EU)" },
        { "/case/99", 404, "no such page or case" },
        { "/case/0", 404, "no such page" },
        { "/case/99999999999999999999", 404, "no such page" },
        { "/case/1/act", 405, "cannot be used like that" },
        { "/nothing", 404, "no such page" },
        { "/../etc/passwd", 404, "no such page" },
        { "/static/style.css", 200, "prefers-color-scheme: dark" },
        { "/export.csv?hazard=chemical", 200, "cosmetics/bmhca" },
        { "/export.json", 200, "\"findings\"" },
    };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(
            site_get(s, cases[i].target), cases[i].status, cases[i].target);
        HAS(s, cases[i].want);
        HAS(s, "Content-Security-Policy: default-src 'none'");
        HAS(s, "X-Content-Type-Options: nosniff");
        if (str_starts(str_of(cases[i].target), STR("/export")))
            continue;
        HAS_NOT(s, "<script>");
        HAS_NOT(s, " style=\"");
    }
    check_end();
}

static void
makes_hostile_offers_inert(void **state)
{
    static const char *const targets[] = { "/", "/case/4",
        "/?text=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&state=%22%3E%3Cb%3E",
        "/case/4?done=%3Cb%3E", "/%3Cscript%3E" };
    static const char *const never[] = { "<script>", "<img src=x", "<svg",
        "<b>bold", "<u>", "<i>", "\"onmouseover", "href=\"javascript",
        "\xE2\x80\xAE", "\x1b", "</textarea><svg", "\"><b>" };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(targets); i++) {
        site_get(s, targets[i]);
        for (size_t k = 0; k < COUNT(never); k++)
            HAS_NOT(s, never[k]);
    }
    site_get(s, "/case/4");
    HAS(s, "&lt;script&gt;alert(1)&lt;/script&gt;");
    HAS(s, "<mark>&lt;img</mark>");
    check_end();
}

static void
lets_in_only_with_the_key(void **state)
{
    static const char *const targets[] = { "/", "/case/1", "/export.csv",
        "/export.json", "/nothing", "/case/99" };
    struct site *s = *state;
    char target[200], wrong[200];

    for (size_t i = 0; i < COUNT(targets); i++) {
        CHECK_INT(client_ask(s->port, targets[i], "", NULL, &s->out), 403,
            targets[i]);
        HAS_NOT(s, "Super Racer");
        HAS_NOT(s, s->session.key);
        HAS_NOT(s, s->session.csrf);
    }
    CHECK_INT(
        client_ask(s->port, "/", "Cookie: shelfwatch=\r\n", NULL, &s->out), 403,
        "empty cookie");
    snprintf(wrong, sizeof wrong, "Cookie: shelfwatch=%.63s%c\r\n",
        s->session.key, s->session.key[63] == 'a' ? 'b' : 'a');
    CHECK_INT(client_ask(s->port, "/", wrong, NULL, &s->out), 403, "wrong");
    CHECK_INT(
        client_ask(s->port, "/?key=abc", "", NULL, &s->out), 403, "wrong key");
    HAS_NOT(s, "Set-Cookie: shelfwatch=");
    snprintf(target, sizeof target, "/?key=%s", s->session.key);
    CHECK_INT(client_ask(s->port, target, "", NULL, &s->out), 303, "key");
    HAS(s, "Set-Cookie: shelfwatch=");
    HAS(s, "; HttpOnly; SameSite=Strict");
    HAS(s, "Location: /\r\n");
    snprintf(target, sizeof target, "/case/2?key=%s", s->session.key);
    CHECK_INT(client_ask(s->port, target, "", NULL, &s->out), 303, "case");
    HAS(s, "Location: /case/2\r\n");
    snprintf(target, sizeof target, "//evil.example/?key=%s", s->session.key);
    CHECK_INT(client_ask(s->port, target, "", NULL, &s->out), 303, "evil");
    HAS(s, "Location: /\r\n");
    check_end();
}

static void
refuses_other_host_names(void **state)
{
    struct site *s = *state;
    struct buf rq = BUF_MAX(1000);

    buf_addf(&rq,
        "GET / HTTP/1.1\r\nHost: evil.example:%u\r\n%sConnection: close\r\n"
        "\r\n",
        (unsigned)s->port, s->cookie);
    CHECK_INT(client_send(s->port, buf_str(&rq), &s->out), 403, "rebinding");
    HAS_NOT(s, "Super Racer");
    buf_clear(&rq);
    check_end();
}

static struct queue_case *
find(struct site *s, int64_t id)
{
    struct queue_case *c;
    struct fail fail;

    assert_int_equal(queue_case_find(s->cases->s, id, &c, &fail), 0);
    assert_non_null(c);
    return c;
}

static int64_t
decisions(struct site *s, int64_t id)
{
    struct queue_case *c = find(s, id);
    int64_t n = c->decisions;

    queue_case_free(c);
    return n;
}

static void
refuses_forms_without_token(void **state)
{
    static const char *const paths[] = { "/case/1/act", "/case/1/undo",
        "/case/1/lease", "/cases/act" };
    struct site *s = *state;
    const char *fields = "reason=confirm:banned&seen=1&case=1";
    char form[300];

    for (size_t i = 0; i < COUNT(paths); i++) {
        CHECK_INT(client_ask(s->port, paths[i], s->cookie, fields, &s->out),
            403, paths[i]);
        snprintf(form, sizeof form, "%s&csrf=%s", fields, s->session.key);
        CHECK_INT(client_ask(s->port, paths[i], s->cookie, form, &s->out), 403,
            "the key is not the token");
        snprintf(form, sizeof form, "%s&csrf=%s", fields, s->session.csrf);
        CHECK_INT(client_ask(s->port, paths[i], "", form, &s->out), 403,
            "token without session");
        snprintf(form, sizeof form, "%s?csrf=%s&%s", paths[i], s->session.csrf,
            fields);
        CHECK_INT(client_ask(s->port, form, s->cookie, "", &s->out), 403,
            "token in the address");
    }
    CHECK_INT(decisions(s, 1), 0, "nothing was decided");
    check_end();
}

static void
every_route_has_a_role(void **state)
{
    struct site *s = *state;

    for (const struct route *r = route_table(); r->path != NULL; r++) {
        int status;

        if (r->roles == ROUTE_ANYONE)
            continue;
        status = client_ask(s->port, r->path, "",
            strcmp(r->method, "POST") == 0 ? "" : NULL, &s->out);
        CHECK_INT(status, 403, r->path);
    }
    check_end();
}

static void
every_text_has_three_languages(void **state)
{
    enum text_lang lang;
    const char *key;

    (void)state;
    for (size_t i = 0; (key = text_key(i)) != NULL; i++)
        for (int l = 0; l < TEXT_LANGS; l++) {
            const char *text = text_get((enum text_lang)l, key);

            CHECK_INT(text != NULL && text[0] != '\0', 1, key);
        }
    for (size_t h = 0; h < HAZARDS; h++) {
        struct str name = str_of(hazard_name((enum hazard)h));

        CHECK_INT(text_name(TEXT_ZH, "hazard", name).p != name.p, 1, name.p);
    }
    CHECK_INT(text_lang_find(&lang, STR("fr-FR, de-AT;q=0.8, en")) == 0 &&
                  lang == TEXT_DE,
        1, "Accept-Language");
    CHECK_INT(text_lang_find(&lang, STR("fr, den")), -1, "none of ours");
    check_end();
}

static void
markup_escapes(void **state)
{
    static const struct {
        const char *href, *want;
    } cases[] = {
        { "/case/1", "/case/1" },
        { "https://a.example/?a=1&b=2", "https://a.example/?a=1&amp;b=2" },
        { "HTTP://a", "HTTP://a" },
        { "javascript:alert(1)", "#" },
        { " javascript:alert(1)", "#" },
        { "JaVaScRiPt:alert(1)", "#" },
        { "data:text/html,x", "#" },
        { "//evil.example/", "#" },
        { "/\\evil.example/", "#" },
        { "vbscript:x", "#" },
        { "", "#" },
        { "/\"onclick=\"x", "/&quot;onclick=&quot;x" },
    };
    struct buf out = BUF_MAX(10000), want = BUF_MAX(10000);
    struct markup m = { .out = &out };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&out);
        buf_reset(&want);
        markup_leaf(
            &m, "a", ATTRS({ "href", str_of(cases[i].href) }), STR("x"));
        buf_addf(&want, "<a href=\"%s\">x</a>", cases[i].want);
        CHECK_TEXT(buf_text(&out), buf_text(&want), cases[i].href);
    }
    buf_reset(&out);
    markup_text(&m, STR("a<b>&\"'\x1b\x01\t\n\xE2\x80\xAE\xFF磁"));
    CHECK_TEXT(buf_text(&out),
        "a&lt;b&gt;&amp;&quot;&#39;\xEF\xBF\xBD\xEF\xBF\xBD\t\n"
        "\xEF\xBF\xBD\xEF\xBF\xBD磁",
        "text");
    buf_clear(&out);
    buf_clear(&want);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)
        T(answers_pages),
        T(makes_hostile_offers_inert),
        T(lets_in_only_with_the_key),
        T(refuses_other_host_names),
        T(refuses_forms_without_token),
        T(every_route_has_a_role),
        cmocka_unit_test(every_text_has_three_languages),
        cmocka_unit_test(markup_escapes),
#undef T
    };

    return cmocka_run_group_tests_name("review/pages", tests, NULL, NULL);
}
