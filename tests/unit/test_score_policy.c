#include "tests/check.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "score/policy.h"

/* The shipped policy with one text put in place of another, read. */
static int
load_changed(const char *from, const char *to, struct fail *fail)
{
    char path[] = "/tmp/shelfwatch-policy-XXXXXX";
    struct buf text = BUF_MAX(1 << 16), changed = BUF_MAX(1 << 16);
    struct policy p;
    int fd = mkstemp(path), rc;
    ptrdiff_t at;

    assert_int_equal(file_read(&text, "score/policy.yaml", fail), 0);
    at = str_find(buf_str(&text), str_of(from), 0);
    if (at < 0)
        fail_msg("'%s' is not in the policy", from);
    buf_add(&changed, text.p, (size_t)at);
    buf_addz(&changed, to);
    buf_addz(&changed, text.p + at + strlen(from));
    assert_int_equal(file_write(path, buf_str(&changed), fail), 0);
    rc = policy_load(&p, path, fail);
    close(fd);
    unlink(path);
    buf_clear(&text);
    buf_clear(&changed);
    return rc;
}

static void
names_what_is_wrong(void **state)
{
    static const struct {
        const char *name, *from, *to, *words; /* NULL: it is read */
    } cases[] = {
        { "as shipped", "version", "version", NULL },
        { "another number", "flag_from: 0.", "flag_from: 0.1 # 0.", NULL },
        { "a number left out",
            "  strong:", "  # strong:", "'strong' is missing" },
        { "a section left out", "context:", "contexts:", "contexts" },
        { "a misspelt key", "no_brand:", "nobrand:", "nobrand" },
        { "above certainty", "conclusive: 0.", "conclusive: 7.", "conclusive" },
        { "below nothing", "formal_max: ", "formal_max: -", "formal_max" },
        { "no number", "child: ", "child: many #", "child" },
        { "more than all", "audit_share: 0", "audit_share: 2", "audit_share" },
        { "nothing is drawn", "flagged_share: 0.1", "flagged_share: 0", NULL },
        { "drawn alone, and so known", "0\n  flagged_share: 0.1",
            "1\n  flagged_share: 0", "without flagged cases" },
        { "another seed", "seed: \"1\"", "seed: \"secret\"", NULL },
        { "broken YAML", "strength:", "strength: {", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fail fail = { "" };
        int rc = load_changed(cases[i].from, cases[i].to, &fail);

        CHECK_INT(rc, cases[i].words == NULL ? 0 : -1, cases[i].name);
        if (cases[i].words == NULL)
            continue;
        CHECK_INT(strstr(fail.text, "policy-") != NULL, 1, fail.text);
        if (strstr(fail.text, cases[i].words) == NULL)
            CHECK_TEXT(fail.text, cases[i].words, cases[i].name);
    }
    check_end();
}

static void
orders_what_must_be_ordered(void **state)
{
    struct policy p;
    struct fail fail = { "" };

    (void)state;
    assert_int_equal(policy_load(&p, "score/policy.yaml", &fail), 0);
    CHECK_INT(p.strength[0] < p.strength[1] && p.strength[1] < p.strength[2], 1,
        "candidate, strong, conclusive");
    CHECK_INT(p.severity[1] < p.severity[2] && p.severity[2] < p.severity[3] &&
                  p.severity[3] < p.severity[4],
        1, "low to serious");
    CHECK_INT(p.formal_max < p.flag_from, 1,
        "missing information alone fills no queue");
    CHECK_INT(p.version[0] != '\0', 1, "has a version");
    CHECK_INT(policy_load(&p, "/nonexistent.yaml", &fail), -1, "no file");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_what_is_wrong),
        cmocka_unit_test(orders_what_must_be_ordered),
    };

    return cmocka_run_group_tests_name("score/policy", tests, NULL, NULL);
}
