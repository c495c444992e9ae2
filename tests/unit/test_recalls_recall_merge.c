#include "tests/check.h"

#include "base/mem.h"
#include "recalls/recall_merge.h"

static struct recall *
parse(const char *text)
{
    struct js *j = NULL;
    struct recall *r = NULL;
    struct fail fail;

    if (js_parse(&j, str_of(text), &fail) != 0 ||
        recall_from_json(&r, j, &fail) != 0)
        fail_msg("%s: %s", text, fail.text);
    js_free(j);
    return r;
}

static void
check(struct recall *r, const char *want, const char *name)
{
    struct buf out = BUF_MAX(10000);
    struct js *j = recall_to_json(r);

    js_write(&out, j);
    CHECK_TEXT(buf_text(&out), want, name);
    js_free(j);
    buf_clear(&out);
}

static const struct {
    const char *name, *a, *b, *merged, *newer; /* b is the newer one */
} cases[] = {
    { "gaps are filled",
        "{\"id\":\"1\",\"source\":\"s\",\"name\":\"Lamp\",\"models\":[\"A\"]}",
        "{\"id\":\"2\",\"source\":\"t\",\"url\":\"u\",\"gtins\":[\"g\"]}",
        "{\"id\":\"1\",\"source\":\"s\",\"url\":\"u\",\"name\":\"Lamp\","
        "\"models\":[\"A\"],\"gtins\":[\"g\"]}",
        "{\"id\":\"2\",\"source\":\"t\",\"url\":\"u\",\"name\":\"Lamp\","
        "\"models\":[\"A\"],\"gtins\":[\"g\"]}" },
    { "the longer prose, either way",
        "{\"id\":\"1\",\"source\":\"s\",\"name\":\"A\",\"description\":\"long "
        "text\",\"hazard_text\":\"x\"}",
        "{\"id\":\"1\",\"source\":\"s\",\"name\":\"B\",\"description\":\"long"
        "\",\"hazard_text\":\"xy\"}",
        "{\"id\":\"1\",\"source\":\"s\",\"name\":\"A\",\"description\":\"long "
        "text\",\"hazard_text\":\"xy\"}",
        "{\"id\":\"1\",\"source\":\"s\",\"name\":\"B\",\"description\":\"long "
        "text\",\"hazard_text\":\"xy\"}" },
    { "brands and lists stand side by side, the older first",
        "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Acme\",\"models\":[\"A\","
        "\"B\"]}",
        "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Halde; Acme "
        "Inc.\",\"models\":[\"C\",\"B\"]}",
        "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Acme; Halde\",\"models\":["
        "\"A\",\"B\",\"C\"]}",
        "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Acme; Halde\",\"models\":["
        "\"A\",\"B\",\"C\"]}" },
    { "what we do not know is kept",
        "{\"id\":\"1\",\"source\":\"s\",\"k\":[1,{\"a\":1}],\"n\":5}",
        "{\"id\":\"1\",\"source\":\"s\",\"k\":[{\"a\":1},{\"a\":2}],\"n\":6,"
        "\"m\":true}",
        "{\"id\":\"1\",\"source\":\"s\",\"k\":[1,{\"a\":1},{\"a\":2}],\"n\":5,"
        "\"m\":true}",
        "{\"id\":\"1\",\"source\":\"s\",\"k\":[1,{\"a\":1},{\"a\":2}],\"n\":5,"
        "\"m\":true}" },
};

static void
merges(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recall *a = parse(cases[i].a), *b = parse(cases[i].b);

        CHECK_INT(recall_merge(a, b), 1, cases[i].name);
        check(a, cases[i].merged, cases[i].name);
        CHECK_INT(recall_merge(a, b), 0, "nothing is new");
        recall_free(a);
        a = parse(cases[i].a);
        recall_merge_newer(b, a);
        check(b, cases[i].newer, cases[i].name);
        recall_free(a);
        recall_free(b);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_merge", tests, NULL, NULL);
}
