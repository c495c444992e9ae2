#include "tests/check.h"

#include "base/mem.h"
#include "recalls/recall_match.h"
#include "recalls/recall_source.h"

/* The recalled products of the table, all made up. */
static const char *const recalled =
    "{\"id\":\"A12/01234/24\",\"source\":\"eu-safety-gate\",\"level\":"
    "\"serious\",\"product\":\"Blender\",\"name\":\"Power blender X100\","
    "\"brand\":\"Norvella\",\"models\":[\"X100\"],\"gtins\":"
    "[\"4006381333931\"],\"hazards\":[\"cuts\"],\"url\":\"https://a/1\"}\n"
    "{\"id\":\"24-069\",\"source\":\"us-cpsc\",\"name\":\"Quickrun shark bikes"
    "\",\"product\":\"Bicycles\",\"brand\":\"Quickrun; Sunmoor Medical\","
    "\"models\":[\"SB472900001\",\"720\"],\"gtins\":[\"036000291452\"]}\n"
    "{\"id\":\"SR/00077/26\",\"source\":\"eu-safety-gate\",\"product\":"
    "\"Hand mixer\",\"name\":\"Handrührer\",\"brand\":\"Philips\",\"models\":"
    "[\"HR-3745\",\"2020\",\"mini\",\"100\"],\"gtins\":[\"73513537\"]}\n"
    "{\"id\":\"SAMR-1\",\"source\":\"cn-samr\",\"product\":\"电热水壶\","
    "\"name\":"
    "\"小米牌电热水壶\",\"brand\":\"小米\",\"models\":[\"LDY-YT-07\"]}\n"
    "{\"id\":\"SR/00088/26\",\"source\":\"eu-safety-gate\",\"product\":"
    "\"Soft toy\",\"name\":\"Dancing cactus Zappelino with music\",\"brand\":"
    "\"Kasperlino\"}\n"
    "{\"id\":\"SR/00099/26\",\"source\":\"eu-safety-gate\",\"product\":"
    "\"Battery pack\",\"name\":\"Battery pack BP-2200\",\"brand\":\"Norvella\","
    "\"models\":[\"BP-2200\"]}\n"
    "{\"id\":\"SR/00122/26\",\"source\":\"eu-safety-gate\",\"name\":\"Saw"
    "\",\"brand\":\"Oak & Elm\",\"models\":[\"OE-5512\"],"
    "\"description\":\"made of oak\"}\n"
    "{\"id\":\"SR/00133/26\",\"source\":\"eu-safety-gate\",\"name\":"
    "\"Stool\",\"description\":\"a stool of oak wood\"}\n"
    "{\"id\":\"SR/00111/26\",\"source\":\"eu-safety-gate\",\"product\":\"USB "
    "charger\",\"name\":\"Charger\",\"brand\":\"Rosendorf & Kling GmbH\","
    "\"models\":[\"RK 55 210\"],\"gtins\":[\"2012345678903\"]}\n";

/* T title, B brand, M model, N mpn, G gtin, D description, E attribute EAN,
 * A attribute "Modellnummer", K attribute "Kompatible Modelle"; fields are
 * parted by '|'. want: strength of the first finding and its recall's id, or
 * "". */
static const struct {
    const char *name, *offer, *want;
} cases[] = {
    /* Trade item numbers. */
    { "EAN-13", "TMixer|G4006381333931", "conclusive A12/01234/24" },
    { "GTIN-14 with zero", "TMixer|G04006381333931",
        "conclusive A12/01234/24" },
    { "UPC-A", "TBike|G036000291452", "conclusive 24-069" },
    { "UPC-A as EAN-13", "TBike|G0036000291452", "conclusive 24-069" },
    { "UPC-A as GTIN-14", "TBike|G00036000291452", "conclusive 24-069" },
    { "UPC that lost its zero", "TBike|E36000291452", "conclusive 24-069" },
    { "EAN-8", "TMixer|G73513537", "conclusive SR/00077/26" },
    { "EAN-8 as GTIN-14", "TMixer|G00000073513537", "conclusive SR/00077/26" },
    { "full-width digits", "TMixer|E４００６３８１３３３９３１",
        "conclusive A12/01234/24" },
    { "blanks in it", "TMixer|E4 006381 333931", "conclusive A12/01234/24" },
    { "hyphens in it", "TBike|E0-36000-29145-2", "conclusive 24-069" },
    { "doubled", "TMixer|E4006381333931 4006381333931",
        "conclusive A12/01234/24" },
    { "in the title", "TMixer 4006381333931 neu", "conclusive A12/01234/24" },
    { "in the description", "TMixer|DFarbe rot. EAN: 4006381333931. Neu.",
        "conclusive A12/01234/24" },
    { "in a Chinese description", "T搅拌机|D条形码：4006381333931",
        "conclusive A12/01234/24" },
    { "as MPN", "TMixer|N4006381333931", "conclusive A12/01234/24" },
    { "EAN-8 with label in text", "TMixer|DEAN 73513537",
        "conclusive SR/00077/26" },
    { "packing unit's GTIN-14", "TMixer carton|G14006381333938",
        "strong A12/01234/24" },
    { "adjacent GTIN", "TMixer|G4006381333948", "" },
    { "wrong check digit", "TMixer|G4006381333932", "" },
    { "wrong check digit in an attribute", "TMixer|E4006381333930", "" },
    { "eight digits without label", "TMixer Art. 73513537", "" },
    { "part of a longer number", "TMixer 94006381333931777", "" },
    { "GTIN and a denial",
        "TMixer|G4006381333931|DThis lot is not affected "
        "by the recall.",
        "strong A12/01234/24" },
    { "shop's own number range", "TCharger|G2012345678903",
        "strong SR/00111/26" },
    /* Declared case numbers. */
    { "case number", "TMixer, recall A12/01234/24", "conclusive A12/01234/24" },
    { "case number alone", "TMixer|DSafety Gate A12/01234/24",
        "conclusive A12/01234/24" },
    { "case number without zero", "TMixer|Da12/1234/24",
        "conclusive A12/01234/24" },
    { "case number, full-width", "T搅拌机|D召回编号：Ａ１２／０１２３４／２４",
        "conclusive A12/01234/24" },
    { "CPSC number with the word", "TBike|DCPSC recall number 24-069",
        "conclusive 24-069" },
    { "CPSC number joined", "TBike|DRecall 24069 applies",
        "conclusive 24-069" },
    { "CPSC number without the word", "TBike size 24-069", "" },
    { "another case number", "TMixer|Drecall A12/01235/24", "" },
    { "case number of another year", "TMixer|Drecall A12/01234/23", "" },
    { "case number and a denial",
        "TMixer|DNot affected by recall A12/01234/24.", "" },
    { "case number and a German denial",
        "TMixer|DNicht vom Rückruf A12/01234/24 betroffen.", "" },
    { "case number and a Chinese denial",
        "T搅拌机|D本产品不在召回 A12/01234/24 范围内", "" },
    /* Brand and model. */
    { "brand and model", "TNorvella X100 blender", "strong A12/01234/24" },
    { "brand field and model field", "TBlender 500 W|BNorvella|MX100",
        "strong A12/01234/24" },
    { "brand field, model in title", "TMixer X100 rot|BNorvella",
        "strong A12/01234/24" },
    { "hyphen", "TNorvella X-100", "strong A12/01234/24" },
    { "blank", "TNorvella X 100 Mixer", "strong A12/01234/24" },
    { "underscore", "TNorvella X_100", "strong A12/01234/24" },
    { "full-width letters", "TＮｏｒｖｅｌｌａ Ｘ１００ 搅拌机",
        "strong A12/01234/24" },
    { "upper case", "TNORVELLA x100", "strong A12/01234/24" },
    { "zero-width space inside", "TNor\u200Bvella X\u200B100",
        "strong A12/01234/24" },
    { "brand one letter off", "TNorvela X100 Mixer", "strong A12/01234/24" },
    { "brand, letters swapped", "TNorvelal X100 Mixer", "strong A12/01234/24" },
    { "separators in a long number", "TQuickrun SB-4729-00001 bike",
        "strong 24-069" },
    { "second brand of the recall", "TSunmoor Medical bike SB472900001",
        "strong 24-069" },
    { "German title", "TPhilips Handrührer HR3745 weiß", "strong SR/00077/26" },
    { "Chinese name of the brand", "T飞利浦搅拌器HR3745",
        "strong SR/00077/26" },
    { "Chinese offer, English brand", "TXiaomi 电热水壶 LDY-YT-07 1.5L",
        "strong SAMR-1" },
    { "Chinese brand glued to the noun", "T小米电热水壶LDY-YT-07家用",
        "strong SAMR-1" },
    { "German attribute", "TNorvella Mixer|AX100", "strong A12/01234/24" },
    { "description with a cue", "TNorvella Mixer|DModell: X100, 500 Watt",
        "strong A12/01234/24" },
    { "Chinese description with a cue", "TNorvella 搅拌机|D型号：X100",
        "strong A12/01234/24" },
    { "company form left out", "TRosendorf & Kling RK55210 Ladegerät",
        "strong SR/00111/26" },
    { "brand of two words and a sign", "TOak & Elm saw OE5512",
        "strong SR/00122/26" },
    { "brand of two words in full", "TOak and Elm saw OE5512",
        "strong SR/00122/26" },
    { "only the ordinary word of a brand", "TOak saw table OE5512", "" },
    { "for children is no accessory", "TMixer für Kinder Norvella X100 Blender",
        "strong A12/01234/24" },
    { "with a battery in the box", "TNorvella X100 blender with battery",
        "strong A12/01234/24" },
    { "battery is the recalled thing", "TNorvella battery BP-2200 for drills",
        "strong SR/00099/26" },
    { "superstring model", "TNorvella X1000 blender", "" },
    { "superstring model behind a dash", "TNorvella X100-2 blender", "" },
    { "longer model before a dash", "TNorvella AB-X100 blender", "" },
    { "substring model", "TNorvella X10 blender", "" },
    { "successor", "TNorvella X100 Pro blender", "" },
    { "successor, Roman", "TNorvella X100 II blender", "" },
    { "successor, plus sign", "TNorvella X100+ blender", "" },
    { "successor, generation", "TNorvella X100 Gen 2", "" },
    { "successor, Chinese", "TNorvella X100二代搅拌机", "" },
    { "other brand", "TBoltwerk X100 blender", "" },
    { "other brand in its field", "TMixer X100|BBoltwerk", "" },
    { "brand two letters off", "TNorbela X100 blender", "" },
    { "no brand", "TBlender X100", "" },
    { "accessory for", "TLid for Norvella X100", "" },
    { "accessory, für", "TDeckel für Norvella X100 Mixer", "" },
    { "accessory, passend für", "TMesser passend für Norvella X100", "" },
    { "accessory, Chinese", "T适用于Norvella X100搅拌机刀片", "" },
    { "accessory, Chinese behind", "TNorvella X100搅拌机配件", "" },
    { "accessory of another brand",
        "TReplacement jug compatible with Norvella X100|BBoltwerk", "" },
    { "accessory, compatible", "TGlass jar compatible with Norvella X100", "" },
    { "accessory, German compound", "TNorvella X100 Ersatzakku 2000 mAh", "" },
    { "accessory, charger", "TNorvella X100 charger", "" },
    { "spare part", "TNorvella X100 spare part gasket", "" },
    { "spare part, German", "TNorvella X100 Ersatzteil Dichtung", "" },
    { "accessory by its attribute", "TNorvella Becher|KX100, X200", "" },
    { "not affected", "TNorvella X100 - not affected by the recall", "" },
    { "not affected, German",
        "TNorvella X100|DDieses Gerät ist nicht vom Rückruf betroffen.", "" },
    { "not affected, Chinese", "TNorvella X100|D本批次不受召回影响", "" },
    { "generic model: year", "TPhilips Radio 2020", "" },
    { "generic model: mini", "TPhilips mini Radio", "" },
    { "generic model: 100", "TPhilips Lampe 100", "" },
    { "short number", "TQuickrun 720 scooter", "" },
    { "model number in prose without cue",
        "TNorvella Becher|DPasst auch in X100 und X200.", "" },
    /* Likeness of names. */
    { "the same name", "TKasperlino dancing cactus Zappelino with music",
        "candidate SR/00088/26" },
    { "words in another order", "TZappelino cactus, dancing, Kasperlino toy",
        "candidate SR/00088/26" },
    { "same kind, other brand", "TBoltwerk dancing cactus with music", "" },
    { "same brand, other thing", "TKasperlino wooden puzzle farm", "" },
    { "ordinary offer", "TGarden hose 20 m green", "" },
    { "empty offer", "T", "" },
};

static void
make_listing(struct listing *l, const char *offer)
{
    struct str rest = str_of(offer), part;

    while (rest.len > 0 && str_next(&rest, '|', &part)) {
        struct str value = str_sub(part, 1, part.len);

        switch (part.p[0]) {
        case 'T':
            listing_set(l, LISTING_TITLE, value);
            break;
        case 'B':
            listing_set(l, LISTING_BRAND, value);
            break;
        case 'M':
            listing_set(l, LISTING_MODEL, value);
            break;
        case 'N':
            listing_set(l, LISTING_MPN, value);
            break;
        case 'D':
            listing_set(l, LISTING_DESCRIPTION, value);
            break;
        case 'G':
            listing_add(l, LISTING_GTINS, value);
            break;
        case 'E':
            listing_add_attribute(l, STR("EAN"), value);
            break;
        case 'A':
            listing_add_attribute(l, STR("Modellnummer"), value);
            break;
        case 'K':
            listing_add_attribute(l, STR("Kompatible Modelle"), value);
            break;
        default:
            fail_msg("no such field: %s", offer);
        }
    }
}

static struct recall_index *
make_index(void)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .name = "table" };
    struct fail fail = { "" };

    if (recall_source_find(STR("own"))->read(&im, str_of(recalled), &fail) !=
            0 ||
        im.bad + im.warned > 0)
        fail_msg("the table's recalls are bad: %s", fail.text);
    return recall_index_new(&rs);
}

/* Every span must quote the listing's own text at its place. */
static void
check_spans(const struct finding *f, const struct listing *l, const char *name)
{
    for (size_t i = 0; i < f->span_count; i++) {
        enum listing_field field;
        const struct finding_span *s = &f->spans[i];

        if (listing_field_find(&field, str_of(s->field)) != 0)
            continue;
        CHECK_INT(
            str_eq(str_sub(listing_get(l, field), s->start, s->end - s->start),
                str_of(s->text)),
            1, name);
        CHECK_INT(s->end > s->start, 1, name);
    }
    CHECK_INT(f->span_count > 0, 1, name);
}

static void
climbs_the_ladder(void **state)
{
    struct recall_index *ix = make_index();
    struct recall_scratch *scratch = recall_scratch_new(ix);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing *l = listing_new();
        struct findings found = { 0 };
        struct buf got = BUF_MAX(1024);

        make_listing(l, cases[i].offer);
        recall_match(ix, scratch, l, &found);
        if (found.count > 0) {
            buf_addf(&got, "%s %s",
                finding_strength_name(found.item[0]->strength),
                found.item[0]->id);
            check_spans(found.item[0], l, cases[i].name);
        }
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].name);
        buf_clear(&got);
        findings_clear(&found);
        listing_free(l);
    }
    print_message("%zu cases\n", COUNT(cases));
    recall_scratch_free(scratch);
    recall_index_free(ix);
    check_end();
}

static void
says_why(void **state)
{
    struct recall_index *ix = make_index();
    struct recall_scratch *scratch = recall_scratch_new(ix);
    struct listing *l = listing_new();
    struct findings found = { 0 };

    (void)state;
    make_listing(l, "TＮｏｒｖｅｌｌａ Ｘ１００ 搅拌机|E4006381333931");
    recall_match(ix, scratch, l, &found);
    CHECK_INT(found.count, 1, "one finding per recall");
    if (found.count == 1) {
        const struct finding *f = found.item[0];

        CHECK_TEXT(f->reason,
            "The offer has the GTIN 04006381333931, which the recall names.",
            "reason");
        CHECK_TEXT(f->title, "Power blender X100", "title");
        CHECK_TEXT(f->url, "https://a/1", "url");
        CHECK_INT(f->severity, 4, "serious");
        CHECK_INT(f->hazards, 1u << HAZARD_CUTS, "hazards");
        CHECK_TEXT(f->spans[0].field, "attributes.EAN", "field");
        CHECK_TEXT(f->spans[0].text, "4006381333931", "quote");
    }
    findings_clear(&found);
    listing_free(l);
    recall_scratch_free(scratch);
    recall_index_free(ix);
    check_end();
}

static void
an_empty_set_finds_nothing(void **state)
{
    struct recalls none = { 0 };
    struct recall_index *ix = recall_index_new(&none);
    struct recall_scratch *scratch = recall_scratch_new(ix);
    struct listing *l = listing_new();
    struct findings found = { 0 };

    (void)state;
    make_listing(l, "TNorvella X100");
    recall_match(ix, scratch, l, &found);
    CHECK_INT(found.count, 0, "no recalls");
    CHECK_INT(strlen(recall_index_version(ix)), 7 + 64, "version");
    listing_free(l);
    recall_scratch_free(scratch);
    recall_index_free(ix);
    check_end();
}

static void
the_version_is_of_the_content(void **state)
{
    struct recall_index *a = make_index(), *b = make_index();
    struct recalls none = { 0 };
    struct recall_index *c = recall_index_new(&none);

    (void)state;
    CHECK_TEXT(recall_index_version(a), recall_index_version(b), "same");
    CHECK_INT(strcmp(recall_index_version(a), recall_index_version(c)) != 0, 1,
        "another set");
    recall_index_free(a);
    recall_index_free(b);
    recall_index_free(c);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(climbs_the_ladder),
        cmocka_unit_test(says_why),
        cmocka_unit_test(an_empty_set_finds_nothing),
        cmocka_unit_test(the_version_is_of_the_content),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_match", tests, NULL, NULL);
}
