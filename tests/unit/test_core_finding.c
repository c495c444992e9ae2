#include "tests/check.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/finding.h"

static void
quotes_and_reasons(void **state)
{
    struct finding *f = finding_new(FINDING_RULE, "p/r", FINDING_STRONG, 0.5);
    struct buf text = BUF_MAX(1 << 16);

    (void)state;
    CHECK_TEXT(f->reason, "", "no reason yet");
    finding_set_reason(f, "%s %d", "because", 2);
    CHECK_TEXT(f->reason, "because 2", "reason");
    finding_add_span(f, "title", STR("a butane lighter"), 2, 8);
    CHECK_TEXT(f->spans[0].text, "butane", "the quoted words");
    finding_add_term(f, STR("magnet"), 1.5);
    CHECK_TEXT(f->terms[0].text, "magnet", "term");
    /* What a page says may be longer than any reason. */
    for (int lead = 0; lead < 4; lead++) {
        buf_reset(&text);
        buf_add(&text, "xxxx", (size_t)lead);
        while (text.len < 5000)
            buf_addz(&text, "\xE4\xBD\xA0");
        finding_set_reason(f, "%s", buf_text(&text));
        CHECK_INT(strlen(f->reason) > 1990, 1, "cut, not dropped");
        CHECK_INT(utf8_valid(str_of(f->reason)), 1, "between characters");
    }
    buf_clear(&text);
    finding_free(f);
    finding_free(NULL);
    check_end();
}

static void
lists_take_over(void **state)
{
    struct findings fs = { 0 };

    (void)state;
    for (int i = 0; i < 100; i++) {
        struct finding *f =
            finding_new(FINDING_MODEL, "m", FINDING_CANDIDATE, i / 100.0);

        findings_add(&fs, &f);
        CHECK_INT(f == NULL, 1, "handed over");
    }
    CHECK_INT(fs.count, 100, "count");
    CHECK_INT(fs.item[42]->score == 0.42, 1, "in order");
    findings_clear(&fs);
    CHECK_INT(fs.count == 0 && fs.item == NULL, 1, "empty");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_and_reasons),
        cmocka_unit_test(lists_take_over),
    };

    return cmocka_run_group_tests_name("core/finding", tests, NULL, NULL);
}
