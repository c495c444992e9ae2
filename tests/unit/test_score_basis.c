#include "tests/check.h"

#include "base/mem.h"
#include "score/basis.h"

#define TODAY 1795000000000 /* 2026-11-18 */

static struct screener *
make_screener(void)
{
    const char *const packs[] = { "rules/packs" };
    struct screener *s = screener_new(STR("EU"), TODAY);
    struct fail why = { 0 };

    if (rule_set_load(&s->rules, packs, 1, NULL, &why) != 0 ||
        policy_load(&s->policy, "score/policy.yaml", &why) != 0)
        fail_msg("%s", why.text);
    return s;
}

static void
add_notice(struct screener *s, const char *name)
{
    struct recalls all = { 0 };
    struct recall *r = recall_new();

    recall_set(r, RECALL_ID, STR("T/1/26"));
    recall_set(r, RECALL_SOURCE, STR("test"));
    recall_set(r, RECALL_NAME, str_of(name));
    recalls_add(&all, &r);
    recall_index_free(s->recalls);
    s->recalls = recall_index_new(&all);
    recalls_clear(&all);
}

/* Each change gives a digest that none before it had. */
static void
changes_with_all_it_hangs_on(void **state)
{
    static const char *const names[] = { "at first", "a notice",
        "another notice", "market", "language", "all languages", "policy",
        "sample", "a rule comes into force" };
    struct screener *s = make_screener();
    char digest[COUNT(names)][DIGEST_HEX_BYTES], again[DIGEST_HEX_BYTES];

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (i == 1 || i == 2)
            add_notice(s, i == 1 ? "Rattle" : "Drum");
        if (i == 3)
            memcpy(s->market, "CN", 2);
        if (i == 4)
            s->language = mem_text("de");
        if (i == 5)
            s->every_language = 1;
        if (i == 6)
            s->policy.child += 1e-9;
        if (i == 7)
            s->policy.sample.seed[0] ^= 1;
        if (i == 8)
            s->today_ms += (int64_t)86400000 * 365;
        basis_digest(s, TODAY, digest[i]);
        basis_digest(s, TODAY, again);
        CHECK_TEXT(digest[i], again, names[i]);
        for (size_t k = 0; k < i; k++)
            CHECK_INT(strcmp(digest[i], digest[k]) != 0, 1, names[i]);
    }
    screener_free(s);
    check_end();
}

static void
stays_where_no_date_lies_between(void **state)
{
    struct screener *s = make_screener();
    char a[DIGEST_HEX_BYTES], b[DIGEST_HEX_BYTES];

    (void)state;
    basis_digest(s, TODAY, a);
    s->today_ms += 86400000;
    basis_digest(s, TODAY + 86400000, b);
    CHECK_TEXT(b, a, "a day later");
    screener_free(s);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_with_all_it_hangs_on),
        cmocka_unit_test(stays_where_no_date_lies_between),
    };

    return cmocka_run_group_tests_name("score/basis", tests, NULL, NULL);
}
