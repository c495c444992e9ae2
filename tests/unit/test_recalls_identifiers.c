#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "core/identifier_common.h"
#include "recalls/identifiers.h"

/* "model:X100 gtin:.. batch:.." in order; a derived GTIN gets a '~'. */
static void
mine(struct buf *out, const char *text)
{
    struct identifiers ids = { 0 };

    identifiers_mine(&ids, str_of(text));
    for (size_t i = 0; i < ids.count; i++)
        buf_addf(out, "%s%s:%s%s", i > 0 ? " " : "",
            identifier_kind_name(ids.item[i].kind), ids.item[i].value,
            ids.item[i].derived ? "~" : "");
    identifiers_clear(&ids);
}

static void
finds_identifiers(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "a list behind the words",
            "The recall covers gas ranges with model "
            "numbers AB30, ABS-30, and ABB-36.",
            "model:AB30 model:ABS-30 model:ABB-36" },
        { "bare numbers behind the words",
            "This recall involves maker, Model 90195 and Model 22395.",
            "model:90195 model:22395" },
        { "item number", "Item number 93122 and 93188 are printed there.",
            "model:93122 model:93188" },
        { "SKU in brackets", "pool ladders with item numbers (SKU) 93122.",
            "model:93122" },
        { "no cue, letters and digits", "Ceiling Box, TP16002, TP16022",
            "model:TP16002 model:TP16022" },
        { "no cue, bare number", "About 93122 of them were sold.", "" },
        { "slash between two", "Models TR100/TR200 are affected.",
            "model:TR100 model:TR200" },
        { "UPC", "The UPC 036000291452 is on the box.", "gtin:00036000291452" },
        { "UPC that lost its zero", "UPC codes 36000291452 and others.",
            "gtin:00036000291452~" },
        { "UPC without check digit", "The UPC is 03600029145.",
            "gtin:00036000291452~" },
        { "UPC glued to words", "5Q covered oven036000291452GreenPan 7Q",
            "gtin:00036000291452" },
        { "wrong check digit", "UPC 036000291453.", "" },
        { "lot numbers", "with lot number 210-A4 or 211-B7 on the label",
            "batch:210-A4 batch:211-B7" },
        { "serial numbers are left out",
            "serial numbers 607KM1234567 through 807KM1234567", "" },
        { "serial masks are left out", "Model LDE4411ST 607KMXXXXXXX",
            "model:LDE4411ST" },
        { "glued header", "Model NumberSerial No. follows. Model LTE4815BD",
            "model:LTE4815BD" },
        { "battery", "powered by CR2032 and 18650 cells, model CR2032", "" },
        { "lamp base", "The GU10 and PAR30 lamps, models GU10, E27", "" },
        { "colour temperature", "model with 6000K or 6000-6500K light", "" },
        { "voltage", "Model: 230V, 12V and AC220V", "" },
        { "refrigerant", "uses R410A and R32 and R-134a", "" },
        { "year", "Model year 2015 through 2018 golf cars", "" },
        { "price", "model sold for $1999 and $45", "" },
        { "phone", "call 800-555-1234 or 1-888-555-0100", "" },
        { "size", "Models of 12 inches and 1000 feet", "" },
        { "standard", "It violates ASTM F963-17 and 16 CFR1508.", "" },
        { "ordinal", "model of the 21st century, 3rd type", "" },
        { "batch feed", "Acme AB-1200 Batch Feed Disposer, AB-1300 Batch Feed",
            "model:AB-1200 model:AB-1300" },
        { "glued list", "Models MDB5,MDB66,MDB700 and 1,200 others.",
            "model:MDB5 model:MDB66 model:MDB700" },
        { "glued sentence", "Models DF-250T and DF-1250TL.Sold at: shops",
            "model:DF-250T model:DF-1250TL" },
        { "glued year", "Model AB-77 made in 1996The label says so.",
            "model:AB-77" },
        { "glued brand", "Acme BrandJTP28B models", "model:JTP28B" },
        { "not included",
            "Not included in the recall are models 7010 and 8010.", "" },
        { "phone like a UPC", "UPC 036000291452. Call 1-800-793-0052 now.",
            "gtin:00036000291452" },
        { "SKU of eleven digits", "Anthracite (SKU# 00702800956) shoes", "" },
        { "standards", "meets DIN EN 71-1, ISO 8124, ASTM F963-17, UL 60335",
            "" },
        { "protection class", "model with IP65, IPX7, USB-C and USB3.0", "" },
        { "patent", "US patent number 6123456 applies", "" },
        { "dates", "Models made 12/31/2023 and 2023-11-01 are recalled.", "" },
        { "money", "model for $1,299.99 or €1299", "" },
        { "German", "Modellnummer AX-2200 ist betroffen", "model:AX-2200" },
        { "full stop in No.", "Model No. HD-4450 is recalled.",
            "model:HD-4450" },
        { "once only", "Model HD-4450. The HD-4450 is blue.", "model:HD-4450" },
        { "empty", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(4096);

        mine(&out, cases[i].text);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
    }
    check_end();
}

static void
keeps_the_sentence(void **state)
{
    struct identifiers ids = { 0 };

    (void)state;
    identifiers_mine(&ids,
        STR("It is red. Models AB30 and AB36 are recalled. Nothing else."));
    CHECK_INT(ids.count, 2, "two models");
    if (ids.count == 2)
        CHECK_TEXT(ids.item[1].sentence, "Models AB30 and AB36 are recalled.",
            "sentence");
    identifiers_clear(&ids);
    check_end();
}

static void
knows_false_friends(void **state)
{
    static const char *const common[] = { "cr2032", "gu10", "par30", "6000k",
        "230v", "r410a", "2020", "20152018", "10x15cm", "5v2a", "12pcs", "100",
        "10000", "1080p", "ip65", "18650", "en71", "3in1", "250ml", "5000mah",
        "e27", "usb3" };
    static const char *const models[] = { "x100", "750d", "tp16002",
        "sb472900001", "93122", "h1000", "ab30s", "w14a7166", "rs3000",
        "1480bc" };

    (void)state;
    for (size_t i = 0; i < COUNT(common); i++)
        CHECK_INT(identifier_is_common(str_of(common[i])), 1, common[i]);
    for (size_t i = 0; i < COUNT(models); i++)
        CHECK_INT(identifier_is_common(str_of(models[i])), 0, models[i]);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_identifiers),
        cmocka_unit_test(keeps_the_sentence),
        cmocka_unit_test(knows_false_friends),
    };

    return cmocka_run_group_tests_name(
        "recalls/identifiers", tests, NULL, NULL);
}
