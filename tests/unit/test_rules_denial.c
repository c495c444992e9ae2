#include "tests/check.h"

#include "base/fold.h"
#include "base/mem.h"
#include "rules/denial.h"

/* The match is what stands between square brackets. */
static void
reads_the_words_around(void **state)
{
    static const struct {
        const char *text;
        unsigned want;
    } cases[] = {
        /* negation, before */
        { "without [bpa]", DENIAL_NEGATION },
        { "free of phthalates, parabens and [lilial]", DENIAL_NEGATION },
        { "Ohne BPA, Phthalate und [Blei]", DENIAL_NEGATION },
        { "frei von [Mineralöl]", DENIAL_NEGATION },
        { "enthält kein [Quecksilber]", DENIAL_NEGATION },
        { "does not contain any [hydroquinone]", DENIAL_NEGATION },
        { "no [magnets]", DENIAL_NEGATION },
        { "不含[氢醌]", DENIAL_NEGATION },
        { "不添加防腐剂、香精、[酒精]", DENIAL_NEGATION },
        { "无[酒精]", DENIAL_NEGATION },
        { "非[三无产品]", DENIAL_NEGATION },
        { "不能[治疗]", DENIAL_NEGATION },
        /* negation, behind */
        { "[bpa]-free bottle", DENIAL_NEGATION },
        { "[BPA]-freie Flasche", DENIAL_NEGATION },
        { "[battery] not included", DENIAL_NEGATION },
        { "[Netzteil] nicht enthalten", DENIAL_NEGATION },
        { "[Akkus] sind nicht im Lieferumfang", DENIAL_NEGATION },
        /* no negation */
        { "Ohne Kabel, mit versteckter [Kamera]", 0 },
        { "without lead. [bpa] inside", 0 },
        { "not only toys but [magnets]", 0 },
        { "nicht nur [Magnete]", 0 },
        { "No. 5 [perfume]", 0 },
        { "[magnet] free shipping", 0 },
        { "无线[摄像头]", 0 },
        { "非常[磁力球]", 0 },
        { "防水针孔[摄像头]", 0 },
        { "plain [magnets]", 0 },
        { "[magnets]", 0 },
        /* accessory */
        { "Case for [hoverboard]", DENIAL_ACCESSORY },
        { "Replacement straps for kids [scooter]", DENIAL_ACCESSORY },
        { "compatible with [dect 6.0] phones", DENIAL_ACCESSORY },
        { "Hülle für [Kinderuhr]", DENIAL_ACCESSORY },
        { "Schutzhülle passend für Apple und [Samsung]", DENIAL_ACCESSORY },
        { "[neck float] storage bag", 0 },
        { "[neck float] bag", DENIAL_ACCESSORY },
        { "适用于[平衡车]", DENIAL_ACCESSORY },
        { "[平衡车]保护套", DENIAL_ACCESSORY },
        { "[磁力珠] 收纳盒", DENIAL_ACCESSORY },
        { "Goggles for [gel blaster]", DENIAL_ACCESSORY },
        { "[scooter] for kids", 0 },
        /* against */
        { "Detector for [hidden cameras]", DENIAL_AGAINST },
        { "[hidden camera] detector", DENIAL_AGAINST },
        { "Spray gegen [Wanzen]", DENIAL_AGAINST },
        { "Anti [gps jammer]", DENIAL_AGAINST },
        { "natural alternative to [minoxidil]", DENIAL_AGAINST },
        { "防[针孔摄像头]", DENIAL_AGAINST },
        { "检测[甲醛]", DENIAL_AGAINST },
        { "Anti-Schuppen-Shampoo mit [Zink]", 0 },
    };
    struct denial *d = NULL;
    struct fail fail = { "" };

    (void)state;
    if (denial_new(&d, &fail) != 0)
        fail_msg("%s", fail.text);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct folded f = { 0 };
        struct buf text = BUF_MAX(4096);
        ptrdiff_t start, end;

        fold_text(&f, str_of(cases[i].text));
        start = str_find_char(buf_str(&f.text), '[', 0);
        end = str_find_char(buf_str(&f.text), ']', 0);
        buf_add(&text, f.text.p, (size_t)start);
        buf_add(&text, f.text.p + start + 1, (size_t)(end - start - 1));
        buf_addz(&text, f.text.p + end + 1);
        CHECK_INT(denial_find(d, buf_str(&text), (size_t)start, (size_t)end - 1,
                      DENIAL_ALL),
            cases[i].want, cases[i].text);
        CHECK_INT(
            denial_find(d, buf_str(&text), (size_t)start, (size_t)end - 1, 0),
            0, cases[i].text);
        buf_clear(&text);
        fold_clear(&f);
    }
    denial_free(d);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_words_around),
    };

    return cmocka_run_group_tests_name("rules/denial", tests, NULL, NULL);
}
