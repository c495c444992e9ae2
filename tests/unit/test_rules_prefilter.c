#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "rules/prefilter.h"

struct seen {
    struct buf text;
    size_t hits, most;
};

static int
note(size_t literal, size_t end, void *arg)
{
    struct seen *s = arg;

    s->hits++;
    buf_addf(&s->text, "%s%zu:%zu", s->text.len > 0 ? " " : "", literal, end);
    return s->hits == s->most;
}

static void
scan(struct prefilter *p, const char *text, struct seen *s)
{
    struct buf padded = BUF_MAX(1000);

    buf_addz(&padded, text);
    buf_addf(&padded, "%*s", PREFILTER_MARGIN, "");
    prefilter_scan(p, str_sub(buf_str(&padded), 0, strlen(text)), note, s);
    buf_clear(&padded);
}

static void
finds_every_place(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { " ushers ", "0:5 1:5 2:7" },
        { " his ", "3:4" },
        { " 儿童磁力球 ", "4:13" },
        { " xyz ", "" },
        { " ", "" },
        { "", "" },
        { " heshe ", "0:3 0:6 1:6" },
        { " laser pen ", "5:11 8:7" },
        { " laser pens ", "8:7" },
        { " a laser pointer ", "6:16 8:9" },
        { " laserp", "" },
        { " km ", "7:4" },
        { " 5km ", "" },
    };
    static const char *const texts[] = { "he", "she", "hers", "his", "磁力",
        " laser pen ", "laser pointer", " km ", "aser " };
    struct str literals[COUNT(texts)];
    struct prefilter *p;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        literals[i] = str_of(texts[i]);
    p = prefilter_new(literals, COUNT(literals));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct seen s = { BUF_MAX(1000), 0, 100 };
        size_t all = 0;

        scan(p, cases[i].text, &s);
        /* In any order: as many, and each of them. */
        for (const char *c = cases[i].want; *c != '\0'; all++) {
            size_t n = strcspn(c, " ");
            struct str one = { c, n };

            CHECK_INT(
                str_find(buf_str(&s.text), one, 0) >= 0, 1, cases[i].text);
            c += n + (c[n] == ' ');
        }
        CHECK_INT(s.hits, all, cases[i].text);
        buf_clear(&s.text);
    }
    prefilter_free(p);
    check_end();
}

static void
stops_when_told(void **state)
{
    const struct str literals[] = { STR("abcd"), STR("xy") };
    struct seen s = { BUF_MAX(1000), 0, 2 };
    struct prefilter *p = prefilter_new(literals, COUNT(literals));

    (void)state;
    scan(p, " abcd abcd xy xy abcd ", &s);
    CHECK_INT(s.hits, 2, "two and no more");
    buf_clear(&s.text);
    prefilter_free(p);
    check_end();
}

/* Against a search for one literal after another. */
static void
finds_what_is_there(void **state)
{
    char text[3000], words[400][12];
    struct str literals[400];
    size_t at = 0, want = 0;
    uint64_t seed = 5;
    struct seen s = { BUF_MAX(1u << 20), 0, 1u << 30 };
    struct prefilter *p;

    (void)state;
    for (size_t i = 0; i < COUNT(literals); i++) {
        size_t len = 1 + i % 10;

        for (size_t k = 0; k < len; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            words[i][k] = " abcde"[(seed >> 33) % 6];
        }
        words[i][len] = '\0';
        literals[i] = str_of(words[i]);
    }
    while (at + 12 + PREFILTER_MARGIN < sizeof text) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        at += (size_t)sprintf(text + at, "%s", words[(seed >> 33) % 400]);
    }
    for (size_t i = 0; i < COUNT(literals); i++)
        for (ptrdiff_t from = -1; (from = str_find((struct str){ text, at },
                                       literals[i], (size_t)(from + 1))) >= 0;)
            want++;
    memset(text + at, ' ', PREFILTER_MARGIN);
    p = prefilter_new(literals, COUNT(literals));
    prefilter_scan(p, (struct str){ text, at }, note, &s);
    CHECK_INT(s.hits, want, "all and only those");
    CHECK_INT(want > 1000, 1, "enough to tell");
    buf_clear(&s.text);
    prefilter_free(p);
    check_end();
}

static void
works_without_literals(void **state)
{
    struct seen s = { BUF_MAX(1000), 0, 1 };
    struct prefilter *p = prefilter_new(NULL, 0);

    (void)state;
    scan(p, "abc", &s);
    CHECK_INT(s.hits, 0, "none");
    prefilter_free(p);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_place),
        cmocka_unit_test(stops_when_told),
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(works_without_literals),
    };

    return cmocka_run_group_tests_name("rules/prefilter", tests, NULL, NULL);
}
