#include "tests/check.h"

#include "base/mem.h"
#include "core/folds.h"

/* More texts than there are slots at first. */
#define TEXTS 300

static void
folds_each_once(void **state)
{
    struct folds *f = folds_new();
    char *texts[TEXTS];

    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        struct buf b = BUF_MAX(100);

        buf_addf(&b, "NUMBER  %d", i % 7);
        texts[i] = buf_take(&b);
    }
    for (int round = 0; round < 3; round++) {
        const struct folded *first[TEXTS];

        for (int i = 0; i < TEXTS; i++)
            first[i] = folds_of(f, str_of(texts[i]));
        for (int i = 0; i < TEXTS; i++) {
            char want[] = "number 0";

            want[7] = (char)('0' + (i + round) % 7);
            CHECK_INT(folds_of(f, str_of(texts[i])) == first[i], 1, "once");
            CHECK_TEXT(first[i]->text.p, want, texts[i]);
            CHECK_INT(fold_at(first[i], 7), 8, "offset");
            /* Where it stands it may say something else next time. */
            texts[i][8] = (char)('0' + (i + round + 1) % 7);
        }
        folds_begin(f);
    }
    for (int i = 0; i < TEXTS; i++)
        free(texts[i]);
    folds_free(f);
    check_end();
}

static void
tells_parts_apart(void **state)
{
    struct folds *f = folds_new();
    struct str text = STR("Abc Def");

    (void)state;
    CHECK_TEXT(folds_of(f, text)->text.p, "abc def", "whole");
    CHECK_TEXT(folds_of(f, str_sub(text, 0, 3))->text.p, "abc", "beginning");
    CHECK_TEXT(folds_of(f, str_sub(text, 4, 3))->text.p, "def", "end");
    CHECK_INT(folds_of(f, STR_NONE)->text.len, 0, "none");
    CHECK_TEXT(folds_of(f, text)->text.p, "abc def", "whole again");
    folds_free(f);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_each_once),
        cmocka_unit_test(tells_parts_apart),
    };

    return cmocka_run_group_tests_name("core/folds", tests, NULL, NULL);
}
