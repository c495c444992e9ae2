#include "tests/check.h"

#include "base/buf.h"
#include "review/word_diff.h"

static void
note(enum word_diff kind, struct str piece, void *ctx)
{
    struct buf *out = ctx;

    if (kind == WORD_SAME)
        buf_adds(out, piece);
    else
        buf_addf(out, kind == WORD_GONE ? "[-" STR_FMT "-]" : "{+" STR_FMT "+}",
            STR_ARG(piece));
}

static void
tells_what_changed(void **state)
{
    static const struct {
        const char *name, *before, *after, *want;
    } cases[] = {
        { "same", "a b c", "a b c", "a b c" },
        { "nothing", "", "", "" },
        { "all new", "", "a b", "{+a b+}" },
        { "all gone", "a b", "", "[-a b-]" },
        { "a word", "Lock for doors, black", "Lock for windows, black",
            "Lock for [-doors-]{+windows+}, black" },
        { "evaded", "magnet balls 216 pcs", "m@gnet balls 216 pcs",
            "[-magnet-]{+m@gnet+} balls 216 pcs" },
        { "taken out", "Charger without CE mark", "Charger mark",
            "Charger [-without CE -]mark" },
        { "moved", "one two three", "three one two",
            "{+three +}one two[- three-]" },
        { "Chinese", "强磁儿童玩具", "强磁益智玩具",
            "强磁[-儿童-]{+益智+}玩具" },
        { "case counts", "ab", "AB", "[-ab-]{+AB+}" },
        { "no UTF-8", "a \xFF b", "a \xFE b", "a [-\xFF-]{+\xFE+} b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = BUF_MAX(1000);

        word_diff(str_of(cases[i].before), str_of(cases[i].after), note, &out);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
    }
    check_end();
}

static void
gives_up_on_much(void **state)
{
    struct buf a = BUF_MAX(1u << 20), b = BUF_MAX(1u << 20);
    struct buf out = BUF_MAX(4u << 20);

    (void)state;
    for (int i = 0; i < 30000; i++) {
        buf_addf(&a, "a%d ", i);
        buf_addf(&b, "b%d ", i);
    }
    word_diff(buf_str(&a), buf_str(&b), note, &out);
    CHECK_INT(out.len, a.len + b.len + 8, "one change, all of it");
    buf_clear(&a);
    buf_clear(&b);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_changed),
        cmocka_unit_test(gives_up_on_much),
    };

    return cmocka_run_group_tests_name("review/word_diff", tests, NULL, NULL);
}
