#include "tests/check.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "rules/plain.h"

static void
makes_text_plain(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", " " },
        { "gel", " gel " },
        { "gel pen", " gel pen " },
        { "gel-pen", " gel pen " },
        { "gel - _pen", " gel pen " },
        { "gel\xe2\x80\x93pen", " gel pen " },
        { "gel \xe2\x80\x93 pen", " gel pen " },
        { "gel\xe2\x80\x94pen", " gel pen " },
        { "gel, pen", " gel  pen " },
        { "gel,pen.", " gel pen " },
        { "größe 5×3", " größe 5 3 " },
        { "usb充电", " usb 充电 " },
        { "充电usb充电", " 充电 usb 充电 " },
        { "充电。usb", " 充电 usb " },
        { "a磁b", " a 磁 b " },
        /* long enough for blocks */
        { "a gel pen and an angel, for the price of one only",
            " a gel pen and an angel  for the price of one only " },
        { "ein größeres gerät für das büro - und die straße. schön",
            " ein größeres gerät für das büro und die straße  schön " },
        { "sixteen letters 5×3 cm and -- many more letters follow 充电 here",
            " sixteen letters 5 3 cm and many more letters follow 充电 here " },
        { "0123456789abcdeö0123456789abcdefghi",
            " 0123456789abcdeö0123456789abcdefghi " },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct plain p = { .shift = NULL };

        plain_reset(&p);
        plain_add(&p, str_of(cases[i].text));
        p.text.p[p.text.len] = '\0';
        CHECK_TEXT(p.text.p, cases[i].want, cases[i].text);
        plain_clear(&p);
    }
    check_end();
}

/* Every letter is found where it came from, also in the second of two. */
static void
knows_places(void **state)
{
    static const char *const texts[] = {
        "gel - pen, usb充电 for größe 5×3 -- end",
        "the first sixteen, and then - some more -- of it 充电器usb2 x",
        "磁a磁b磁 -_- c"
    };
    struct plain p = { .shift = NULL };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        for (size_t k = 0; k < COUNT(texts); k++) {
            struct str s = str_of(texts[i]);
            size_t start;

            plain_reset(&p);
            plain_add(&p, str_of(texts[k]));
            start = plain_add(&p, s);
            for (size_t at = start; at < p.text.len; at++) {
                size_t from = plain_place(&p, at);

                if (p.text.p[at] == ' ' ||
                    ((unsigned char)p.text.p[at] & 0xC0) == 0x80)
                    continue;
                CHECK_INT(
                    from < s.len && s.p[from] == p.text.p[at], 1, texts[i]);
            }
        }
    plain_clear(&p);
    check_end();
}

static void
spells_patterns_alike(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "gel-pen", "xgel pen" },
        { "-gel", "x gel" },
        { "gel ", "xgel " },
        { "a. b", "xa  b" },
        { "充电usb", "x充电 usb" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[200];

        got[plain_spell(got, str_of(cases[i].text))] = '\0';
        CHECK_TEXT(got, cases[i].want, cases[i].text);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_text_plain),
        cmocka_unit_test(knows_places),
        cmocka_unit_test(spells_patterns_alike),
    };

    return cmocka_run_group_tests_name("rules/plain", tests, NULL, NULL);
}
