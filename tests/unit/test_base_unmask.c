#include "tests/check.h"

#include "base/mem.h"
#include "base/unmask.h"

/* The second reading with what was changed between square brackets. */
static void
show(struct buf *out, const struct unmasked *u)
{
    struct str s = buf_str(&u->folded.text);
    size_t k = 0;

    for (size_t i = 0; i <= s.len; i++) {
        if (k < u->count && u->range[k].end == i && u->range[k].start < i) {
            buf_addc(out, ']');
            k++;
        }
        if (k < u->count && u->range[k].start == i)
            buf_addc(out, '[');
        if (i < s.len)
            buf_addc(out, s.p[i]);
    }
}

static void
shows_masked_words(void **state)
{
    static const struct {
        const char *text, *want; /* want NULL: nothing is masked */
    } cases[] = {
        /* spaced out */
        { "GPS j a m m e r new", "gps [jammer] new" },
        { "j.a.m.m.e.r", "[jammer]" },
        { "j-a-m-m-e-r!", "[jammer]!" },
        { "J*A*M*M*E*R", "[jammer]" },
        { "S t ö r s e n d e r kaufen", "[störsender] kaufen" },
        { "出售干 扰 器包邮", "出售[干扰器]包邮" },
        { "干·扰·器", "[干扰器]" },
        { "干・扰・器", "[干扰器]" },
        { "Größe S M L XL", NULL },
        { "u.s.a. made", NULL },
        { "vitamins A B C", NULL },
        { "1 x 2 x 3 x 4 cm", NULL },
        { "大 号", NULL },
        { "新款 儿童 玩具", NULL },
        { "a.b, c.d", NULL },
        { "a b-c d", NULL },
        { "Plan a b c dark", NULL },
        /* leetspeak */
        { "j4mmer", "[jammer]" },
        { "gps j@mmer", "gps [jammer]" },
        { "N1C0TINE pouches", "[nicotine] pouches" },
        { "$teroid 5teroid st3roid", "[steroid] [steroid] [steroid]" },
        { "K!ller", "[killer]" },
        { "j 4 m m e r", "[jammer]" },
        { "买j4mmer", "买[jammer]" },
        { "Rauschg1ft", "[rauschgift]" },
        { "MP3 player RTX3080 PS5", NULL },
        { "iPhone 12 4K 2in1 4x4 B2B 3D", NULL },
        { "WH-1000XM4 BC547 LM317T 10W40", NULL },
        { "12 pcs 5 mW 230V", NULL },
        { "5pack 5inch 3piece 4port", NULL },
        { "VNL4MSB BBL3EECI2SPG KG3N5XL FFU4DK2", NULL },
        { "mail info4u@shop.example now", NULL },
        { "https://shop.example/j4mmer", NULL },
        { "US$ 20 $5", NULL },
        { "Sale! now", NULL },
        /* look-alikes */
        { "jаmmеr", "[jammer]" },     /* Cyrillic a, e */
        { "ВАТТЕRY", "[battery]" },   /* Cyrillic but for RY */
        { "Lіthium", "[lithium]" },   /* Cyrillic i */
        { "vapοr", "[vapor]" },       /* Greek omicron */
        { "сосо toy", "[coco] toy" }, /* all Cyrillic in Latin text */
        { "игрушка для ребенка toy", NULL },
        { "мотор для игрушки", NULL },
        { "100μF 10kΩ 5µm", NULL },
        { "β-Carotin α-Liponsäure", NULL },
        { "plain text, nothing masked", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct folded f = { 0 };
        struct unmasked u = { 0 };
        struct buf got = BUF_MAX(4096);
        enum unmask_result r;

        fold_text(&f, str_of(cases[i].text));
        r = unmask_text(&u, &f, 0);
        show(&got, &u);
        CHECK_TEXT(r == UNMASK_SAME ? NULL : buf_text(&got), cases[i].want,
            cases[i].text);
        if (cases[i].want != NULL)
            CHECK_INT(unmask_suspects(buf_str(&f.text)), 1, cases[i].text);
        buf_clear(&got);
        unmask_clear(&u);
        fold_clear(&f);
    }
    check_end();
}

static void
reads_one_as_i_or_l(void **state)
{
    struct folded f = { 0 };
    struct unmasked u = { 0 };

    (void)state;
    fold_text(&f, STR("meta1l"));
    CHECK_INT(unmask_text(&u, &f, 0), UNMASK_AMBIGUOUS, "two readings");
    CHECK_TEXT(buf_text(&u.folded.text), "metail", "i");
    CHECK_INT(unmask_text(&u, &f, 1), UNMASK_AMBIGUOUS, "two readings");
    CHECK_TEXT(buf_text(&u.folded.text), "metall", "l");
    fold_text(&f, STR("j4mmer"));
    CHECK_INT(unmask_text(&u, &f, 0), UNMASK_CHANGED, "one reading");
    unmask_clear(&u);
    fold_clear(&f);
    check_end();
}

/* Spans lead back to what the seller wrote. */
static void
keeps_offsets(void **state)
{
    static const struct {
        const char *text, *word, *want;
    } cases[] = {
        { "ein  J a m m e r !", "jammer", "J a m m e r" },
        { "Ｊ４ＭＭＥＲ neu", "jammer", "Ｊ４ＭＭＥＲ" },
        { "出售干 扰 器包邮", "干扰器", "干 扰 器" },
        { "b\xC2\xAD"
          "аttery",
            "battery",
            "b\xC2\xAD"
            "аttery" },
        { "x ster0id y", "steroid", "ster0id" },
        { "x ster0id y", "y", "y" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct folded f = { 0 };
        struct unmasked u = { 0 };
        struct str text = str_of(cases[i].text), word = str_of(cases[i].word);
        struct buf got = BUF_MAX(4096);
        ptrdiff_t at;
        size_t start = 0, end = 0;

        fold_text(&f, text);
        unmask_text(&u, &f, 0);
        at = str_find(buf_str(&u.folded.text), word, 0);
        CHECK_INT(at >= 0, 1, cases[i].text);
        if (at >= 0) {
            fold_span(
                &u.folded, (size_t)at, (size_t)at + word.len, &start, &end);
            buf_adds(&got, str_sub(text, start, end - start));
            CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].text);
            CHECK_INT(unmask_covers(&u, (size_t)at, (size_t)at + word.len),
                word.len > 1, cases[i].text);
        }
        buf_clear(&got);
        unmask_clear(&u);
        fold_clear(&f);
    }
    check_end();
}

/* Wherever in a text a masked word stands, the quick look finds it. */
static void
suspects_everywhere(void **state)
{
    static const char *const masked[] = { "j4mmer", "j a m m e r", "干 扰 器",
        "jаmmer", "ster0id", "5teroid", "干・扰・器" };

    (void)state;
    for (size_t i = 0; i < COUNT(masked); i++)
        for (size_t before = 0; before < 40; before++)
            for (size_t after = 0; after < 40; after += 3) {
                struct buf text = BUF_MAX(4096);

                for (size_t k = 0; k < before; k++)
                    buf_addc(&text, k + 1 == before ? ' ' : 'x');
                CHECK_INT(unmask_suspects(buf_str(&text)), 0, "plain");
                buf_addz(&text, masked[i]);
                for (size_t k = 0; k < after; k++)
                    buf_addc(&text, k == 0 ? ' ' : 'y');
                CHECK_INT(unmask_suspects(buf_str(&text)), 1, buf_text(&text));
                buf_clear(&text);
            }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_masked_words),
        cmocka_unit_test(reads_one_as_i_or_l),
        cmocka_unit_test(keeps_offsets),
        cmocka_unit_test(suspects_everywhere),
    };

    return cmocka_run_group_tests_name("base/unmask", tests, NULL, NULL);
}
