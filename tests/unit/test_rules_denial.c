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
        /* said in other words */
        { "not for [children under 3]", DENIAL_NEGATION },
        { "Not suitable for [children] under 36 months", DENIAL_NEGATION },
        { "nicht für [Kinder unter 3 Jahren] geeignet", DENIAL_NEGATION },
        { "不适合[3岁以下儿童]", DENIAL_NEGATION },
        { "does not contain parabens, sulfates or [lilial]", DENIAL_NEGATION },
        { "contains neither lead nor [cadmium]", DENIAL_NEGATION },
        { "made without the use of [formaldehyde]", DENIAL_NEGATION },
        { "0 % [alcohol]", DENIAL_NEGATION },
        { "enthält weder Blei noch [Cadmium]", DENIAL_NEGATION },
        { "enthält keine Parabene, Silikone oder [Lilial]", DENIAL_NEGATION },
        { "keine [Magnete] enthalten", DENIAL_NEGATION },
        { "Lieferung ohne [Netzteil]", DENIAL_NEGATION },
        { "Verzicht auf [Formaldehyd]", DENIAL_NEGATION },
        { "wir verzichten auf [Mikroplastik]", DENIAL_NEGATION },
        { "0% [酒精]", DENIAL_NEGATION },
        { "不包含[电池]", DENIAL_NEGATION },
        { "不含任何[汞]成分", DENIAL_NEGATION },
        { "绝无[汞]", DENIAL_NEGATION },
        { "[酒精]不含", DENIAL_NEGATION },
        { "[PVC]- und BPA-frei", DENIAL_NEGATION },
        { "Not tested on animals. [Mercury] inside", 0 },
        { "No assembly required: [magnet balls]", 0 },
        { "nicht nur für Profis: [Störsender]", 0 },
        { "Kein Problem mit [Störsender]", 0 },
        { "can't go wrong with this [jammer]", 0 },
        { "never miss a call with our [jammer]", 0 },
        { "Freies WLAN [Störsender]", 0 },
        { "不仅是[干扰器]", 0 },
        { "没有之一的[干扰器]", 0 },
        { "0.5 % [alcohol]", 0 },
        { "10 % [alcohol]", 0 },
        { "Zero gravity [hoverboard]", 0 },
        /* a law is quoted, or what may not be done */
        { "Regulation (EC) 1223/2009 prohibits [lilial] in cosmetics",
            DENIAL_NEGATION },
        { "The RoHS directive restricts lead, cadmium and [mercury]",
            DENIAL_NEGATION },
        { "Die Verordnung verbietet [Lilial] in Kosmetik", DENIAL_NEGATION },
        { "Nach dem Gesetz sind [Störsender] verboten", DENIAL_NEGATION },
        { "根据规定禁止销售[干扰器]", DENIAL_NEGATION },
        { "[lilial] is prohibited under Regulation (EU) 2021/1902",
            DENIAL_NEGATION },
        { "[Störsender] sind in Deutschland gesetzlich verboten",
            DENIAL_NEGATION },
        { "法律禁止使用[干扰器]", DENIAL_NEGATION },
        { "[Jammer], illegal in the USA, for export", 0 },
        { "[Störsender] nur für Export", 0 },
        /* questions that are answered no */
        { "Does it contain [BPA]? No, it is free of plasticisers",
            DENIAL_NEGATION },
        { "Q: Is this a [jammer]? A: no.", DENIAL_NEGATION },
        { "Enthält das [Nikotin]? Nein.", DENIAL_NEGATION },
        { "Ist [Blei] enthalten? Antwort: Nein", DENIAL_NEGATION },
        { "含有[双酚A]吗？不含", DENIAL_NEGATION },
        { "问：有[酒精]吗？答：没有", DENIAL_NEGATION },
        { "Is this a [jammer]? Yes, 20 m range", 0 },
        { "Need a [jammer]? Note the range", 0 },
        { "Looking for a [jammer]? No problem", 0 },
        { "[Störsender] gesucht? Nur hier", 0 },
        { "需要[干扰器]吗？不用等", 0 },
        /* it goes with it, or stands for it */
        { "Alternative to [lilial]", DENIAL_AGAINST },
        { "als Ersatz für [Lilial]", DENIAL_ACCESSORY },
        { "Nur noch heute: [Störsender]", 0 },
        { "用于[治疗]糖尿病", 0 },
        { "[酒精]不含香精", 0 },
        { "替代[塑料微珠]", DENIAL_AGAINST },
        { "Ladekabel kompatibel mit [Kinderuhr]", DENIAL_ACCESSORY },
        { "Spare battery for [hoverboard]", DENIAL_ACCESSORY },
        { "Ersatzakku für [Hoverboard]", DENIAL_ACCESSORY },
        { "Wall mount for the [laser pointer]", DENIAL_ACCESSORY },
        { "用于[平衡车]的充电器", DENIAL_ACCESSORY },
        { "[平衡车]充电器", DENIAL_ACCESSORY },
        { "[hoverboard] for the whole family, case included", 0 },
        { "Koffer mit [Laserpointer]", 0 },
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
