#include "tests/check.h"

#include "base/mem.h"
#include "recalls/recall_source.h"
#include "recalls/safety_gate_xml.h"

struct heard {
    struct buf text;
};

static void
hear(const char *text, void *ctx)
{
    struct heard *h = ctx;

    buf_addf(&h->text, "%s\n", text);
}

/* Each form read from a text of our own: counts, the first record, and what
 * was said about bad ones. */
static const struct {
    const char *name, *format, *text;
    size_t read, kept, bad, warned;
    const char *said;  /* must be part of what was said */
    const char *first; /* must be part of the first record */
} cases[] = {
    { "CPSC lines", "cpsc-jsonl",
        "{\"source\":\"CPSC\",\"url\":\"https://www.cpsc.gov/Recalls/2024/A\","
        "\"date\":\"2023-12-28\",\"title\":\"Acme Recalls Blenders Due to "
        "Fire Hazard\",\"product_name\":\"Acme Blenders\",\"recall_number\":"
        "\"24069\",\"description\":\"Model AB-300 is recalled.\",\"upcs\":"
        "[\"36000291452\"]}\n",
        1, 1, 0, 0, "",
        "{\"id\":\"24-069\",\"source\":\"us-cpsc\",\"published\":"
        "\"2023-12-28\"" },
    { "CPSC lines: the model is mined", "cpsc-jsonl",
        "{\"title\":\"Acme Recalls Mixers\",\"recall_number\":\"24-001\","
        "\"description\":\"Model AB-300 is recalled.\"}",
        1, 1, 0, 0, "",
        "\"mined\":[{\"kind\":\"model\",\"value\":\"AB-300\",\"sentence\":"
        "\"Model AB-300 is recalled.\"}]" },
    { "CPSC lines: no number, the address is the id", "cpsc-jsonl",
        "{\"title\":\"Acme Recalls Mixers\",\"url\":"
        "\"https://www.cpsc.gov/Recalls/2011/Acme\"}",
        1, 1, 0, 0, "", "{\"id\":\"2011/Acme\"" },
    { "CPSC lines: broken, wrong type and good", "cpsc-jsonl",
        "{\"title\":\"A Recalls B\",\"recall_number\":\n"
        "{\"title\":5,\"recall_number\":\"24-002\"}\n"
        "{\"title\":\"A Recalls B\",\"recall_number\":\"24-003\","
        "\"hazard_text\":{\"a\":1}}\n"
        "{\"title\":\"A Recalls C\",\"recall_number\":[]}\n"
        "{\"title\":\"A Recalls D\",\"recall_number\":\"24-004\"}\n",
        5, 2, 3, 3, "record 3 (24-003): hazard_text: must be text",
        "{\"id\":\"24-003\"" },
    { "CPSC lines: another authority's", "cpsc-jsonl",
        "{\"id\":\"X:1\",\"source\":\"FDA\",\"hazard\":\"Fire\"}\n"
        "{\"number\":\"24005\",\"title\":\"A Recalls B\"}",
        2, 1, 1, 0, "record 1 (X:1): source: 'FDA' is not the CPSC",
        "{\"id\":\"24-005\"" },
    { "CPSC array of the REST service", "cpsc-json",
        "[{\"RecallID\":1,\"RecallNumber\":\"26001\",\"RecallDate\":"
        "\"2026-01-02T00:00:00\",\"Title\":\"Acme Recalls Toys\",\"URL\":"
        "\"https://www.cpsc.gov/x\",\"Description\":\"Toys.\",\"Products\":"
        "[{\"Name\":\"Acme Toy\",\"Model\":\"TT-900\",\"Type\":\"Toys\"}],"
        "\"ProductUPCs\":[{\"UPC\":\"036000291452\"}],\"Hazards\":[{\"Name\":"
        "\"posing a choking hazard\"}],\"ManufacturerCountries\":[{\"Country\":"
        "\"China\"}],\"Images\":[{\"URL\":\"https://x/i.jpg\"}],"
        "\"RemedyOptions\":[{\"Option\":\"Refund\"}]}]",
        1, 1, 0, 0, "",
        "\"models\":[\"TT-900\"],\"gtins\":[\"00036000291452\"],\"hazards\":["
        "\"choking\"],\"measures\":[\"Refund\"],\"images\":["
        "\"https://x/i.jpg\"]" },
    { "CPSC array, pretty-printed and cut off", "cpsc-json",
        "[\n{\n\"RecallNumber\": \"26001\",\n\"Title\": \"A Recalls B\"\n},\n"
        "{\n\"RecallNumber\": \"26002\",\n\"Title\": \"A Reca",
        2, 1, 1, 0, "record 2: record: line 6: the record is cut off",
        "{\"id\":\"26-001\"" },
    { "CPSC array: a lost quote costs one record", "cpsc-json",
        "[{\"RecallNumber\":\"26001,\"Title\":\"A Recalls B\"},\n"
        "{\"RecallNumber\":\"26002\",\"Title\":\"A Recalls B\"}]",
        2, 1, 1, 0, "record 1: record: line 1: the record is cut off",
        "{\"id\":\"26-002\"" },
    { "CPSC export", "cpsc-csv",
        "\xEF\xBB\xBF\"Recall Number\",Date,\"Recall Heading\",\"Name of "
        "product\",Description,\"Manufactured In\"\n25-191,\"March 20, 2025\","
        "\"Acme Recalls Espresso Machines Due to Burn Hazards\",\"Acme "
        "machines\",\"Knobs.&nbsp;Model NumberSerial No.LDE4411ST&nbsp;"
        "607KMXXXXXXX&nbsp;\nSee \"\"Item\"\" 22395.\",China\n",
        1, 1, 0, 0, "", "{\"id\":\"25-191\"" },
    { "CPSC export: short row, open quote", "cpsc-csv",
        "Recall Number,Recall Heading\n25-001\n25-002,A Recalls B\n25-003,\"A",
        3, 1, 2, 1, "record 1 (25-001): row: line 2 has 1 fields, the header 2",
        "{\"id\":\"25-002\"" },
    { "Safety Gate lines", "safety-gate-jsonl",
        "{\"alert_number\":\"A12/01234/24\",\"product_name\":\"Toy\","
        "\"product_description\":\"Dino 300\",\"brand\":\"Unknown\","
        "\"product_category\":\"Toys\",\"country_of_origin\":\"Peoples "
        "Republic of China\",\"notifying_country\":\"Germany\",\"risk_type\":"
        "\"Choking, Chemical\",\"risk_description\":\"null Parts break off.\","
        "\"barcode\":\"4006381333931\\n4006381333932\",\"batch_number\":"
        "\"B1; B2\",\"measures_authorities\":\"Type of economic operator: "
        "Retailer\\nCategory of measure(s): Ban on sale\\nDate of entry into "
        "force: 11/12/2023\"}",
        1, 1, 0, 0, "",
        "{\"id\":\"A12/01234/24\",\"source\":\"eu-safety-gate\",\"product\":"
        "\"Toy\",\"name\":\"Dino 300\",\"category\":\"Toys\",\"hazard_text\":"
        "\"Parts break off.\",\"level\":\"serious\",\"country_of_origin\":"
        "\"CN\",\"notifying_country\":\"DE\",\"language\":\"en\",\"gtins\":["
        "\"04006381333931\"],\"batches\":[\"B1\",\"B2\"],\"hazards\":["
        "\"choking\",\"chemical\"],\"measures\":[\"Ban on sale\"],"
        "\"barcodes_invalid\":[\"4006381333932\"]}" },
    { "Safety Gate lines: batch and barcode in one", "safety-gate-jsonl",
        "{\"caseNumber\":\"A12/1/15\",\"product\":\"Toy\",\"batchNumber_"
        "barcode\":\"Batch: L-77, L-78; Barcode: 4006381333931\",\"level\":"
        "\"Less than serious risk\"}",
        1, 1, 0, 0, "",
        "\"level\":\"other\",\"language\":\"en\",\"gtins\":["
        "\"04006381333931\"],\"batches\":[\"L-77\",\"L-78\"]" },
    { "Safety Gate lines: no number", "safety-gate-jsonl",
        "{\"alert_number\":null,\"product_category\":\"Toy\"}\n"
        "{\"alert_number\":\"SR/1/26\",\"product_name\":\"Toy\"}\n"
        "{\"alert_number\":\"SR/2/26\"}",
        3, 1, 2, 0, "record 3 (SR/2/26): product: missing",
        "{\"id\":\"SR/1/26\"" },
    { "Safety Gate weekly report", "safety-gate-xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><weekly_report>"
        "<notifications><caseNumber>SR/01326/26</caseNumber><reference>"
        "https://ec/alert/10098375</reference><category>Toys</category>"
        "<product>Remote-controlled car</product><brand>Acme &lt;a href="
        "\"x</brand><name>Racer</name><type_numberOfModel>X100; "
        "X200&lt;br/&gt;</type_numberOfModel><batchNumber>Unknown"
        "</batchNumber><barcode>4006381333931</barcode><riskType>Choking, "
        "Fire</riskType><danger>null It breaks.</danger><measures>Category "
        "of measure(s): Withdrawal from the market Date of entry into force: "
        "01/09/2026</measures><notifyingCountry>Germany</notifyingCountry>"
        "<countryOfOrigin>People's Republic of China</countryOfOrigin><level>"
        "Serious risk</level><onlineTrader>AliExpress</onlineTrader><pictures>"
        "<picture>https://ec/1.jpg</picture><picture>https://ec/2.jpg"
        "</picture></pictures></notifications><report_date>02/10/2026"
        "</report_date></weekly_report>",
        1, 1, 0, 0, "",
        "{\"id\":\"SR/01326/26\",\"source\":\"eu-safety-gate\",\"published\":"
        "\"2026-10-02\",\"url\":\"https://ec/alert/10098375\",\"product\":"
        "\"Remote-controlled car\",\"name\":\"Racer\",\"brand\":\"Acme\","
        "\"category\":\"Toys\",\"hazard_text\":\"It breaks.\",\"level\":"
        "\"serious\",\"country_of_origin\":\"CN\",\"notifying_country\":"
        "\"DE\",\"language\":\"en\",\"models\":[\"X100\",\"X200\"],\"gtins\":["
        "\"04006381333931\"],\"hazards\":[\"choking\",\"fire\"],\"measures\":["
        "\"Withdrawal from the market\"],\"sold_at\":[\"AliExpress\"],"
        "\"images\":[\"https://ec/1.jpg\",\"https://ec/2.jpg\"]}" },
    { "Safety Gate weekly report: no number, then cut off", "safety-gate-xml",
        "<r><notifications><product>Toy</product></notifications>"
        "<notifications><caseNumber>SR/2/26</caseNumber><product>Toy</product>"
        "</notifications><notifications><caseNumber>SR/3/26</caseNu",
        3, 1, 2, 1, "record 1: caseNumber: missing", "{\"id\":\"SR/2/26\"" },
    { "own lines with what others have too", "own",
        "{\"id\":\"A12/1/24\",\"source\":\"eu-safety-gate\",\"product\":"
        "\"Toy\",\"hazard_text\":\"It breaks.\",\"url\":"
        "\"https://www.cpsc.gov/x\"}",
        1, 1, 0, 0, "", "{\"id\":\"A12/1/24\"" },
    { "own lines", "own",
        "{\"id\":\"1\",\"source\":\"x\",\"name\":\"Toy\",\"gtins\":["
        "\"4006381333931\",\"4006381333932\"],\"color\":\"red\"}\n"
        "{\"id\":\"2\",\"name\":\"Toy\"}\n"
        "{\"id\":\"3\",\"source\":\"x\",\"name\":7}\n"
        "{\"id\":\"4\",\"source\":\"x\",\"name\":\"T\",\"models\":[1]}\n",
        4, 2, 2, 2, "record 4 (4): models: must be a list of texts",
        "{\"id\":\"1\",\"source\":\"x\",\"name\":\"Toy\",\"gtins\":["
        "\"04006381333931\"],\"color\":\"red\",\"barcodes_invalid\":["
        "\"4006381333932\"]}" },
};

static void
reads_every_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct recall_source *form =
            recall_source_find(str_of(cases[i].format));
        struct heard heard = { .text = BUF_MAX(1 << 16) };
        struct recalls rs = { 0 };
        struct recall_import im = {
            .out = &rs, .name = "f", .say = hear, .ctx = &heard
        };
        struct fail fail = { "" };
        struct buf line = BUF_MAX(1 << 16);

        if (form == NULL)
            fail_msg("no form %s", cases[i].format);
        CHECK_INT(
            form->read(&im, str_of(cases[i].text), &fail), 0, cases[i].name);
        CHECK_INT(im.read, cases[i].read, cases[i].name);
        CHECK_INT(im.kept, cases[i].kept, cases[i].name);
        CHECK_INT(im.bad, cases[i].bad, cases[i].name);
        CHECK_INT(im.warned, cases[i].warned, cases[i].name);
        if (strstr(buf_text(&heard.text), cases[i].said) == NULL)
            CHECK_TEXT(buf_text(&heard.text), cases[i].said, cases[i].name);
        if (rs.count > 0) {
            struct js *j = recall_to_json(rs.item[0]);

            js_write(&line, j);
            js_free(j);
        }
        if (strstr(buf_text(&line), cases[i].first) == NULL)
            CHECK_TEXT(buf_text(&line), cases[i].first, cases[i].name);
        buf_clear(&heard.text);
        buf_clear(&line);
        recalls_clear(&rs);
    }
    check_end();
}

static void
guesses_the_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct recall_source *form =
            recall_source_guess(str_of(cases[i].text));

        /* Whether it is lines or an array is one reader's own affair. */
        if (form == NULL ||
            form->read != recall_source_find(str_of(cases[i].format))->read)
            CHECK_TEXT(form != NULL ? form->format : NULL, cases[i].format,
                cases[i].name);
    }
    CHECK_INT(recall_source_guess(STR("hello")) == NULL, 1, "no form");
    CHECK_INT(recall_source_guess(STR("")) == NULL, 1, "empty");
    check_end();
}

static int
add_week(struct str reference, struct str date, struct str url, void *ctx)
{
    struct buf *out = ctx;

    buf_addf(out, STR_FMT " " STR_FMT " " STR_FMT "\n", STR_ARG(reference),
        STR_ARG(date), STR_ARG(url));
    return 0;
}

static void
reads_the_index_of_weeks(void **state)
{
    struct buf out = BUF_MAX(4096);
    struct fail fail = { "" };

    (void)state;
    CHECK_INT(safety_gate_xml_index(
                  STR("<list><weeklyReport><reference>Report-2026-40"
                      "</reference><publicationDate>02/10/2026"
                      "</publicationDate><URL><![CDATA[https://ec/1?language="
                      "en,\n]]></URL></weeklyReport><weeklyReport><reference>"
                      "Report-2026-39</reference><URL>https://ec/2</URL>"
                      "</weeklyReport></list>"),
                  add_week, &out, &fail),
        0, fail.text);
    CHECK_TEXT(buf_text(&out),
        "Report-2026-40 2026-10-02 https://ec/1?language=en\n"
        "Report-2026-39  https://ec/2\n",
        "weeks");
    buf_clear(&out);
    check_end();
}

static void
refuses_what_holds_nothing(void **state)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .name = "f.csv" };
    struct fail fail = { "" };

    (void)state;
    CHECK_INT(recall_source_find(STR("cpsc-csv"))
                  ->read(&im, STR("a,b\n1,2\n"), &fail),
        -1, "a table of something else");
    CHECK_TEXT(fail.text,
        "f.csv: the first line names no column 'Recall Number' or 'Recall "
        "Heading'",
        "says so");
    CHECK_INT(recall_load(&im, "/dev/null", NULL, &fail), -1, "empty file");
    CHECK_TEXT(fail.text, "/dev/null: holds no record", "says so");
    CHECK_INT(recall_load(&im, "no/such/file", NULL, &fail), -1, "no file");
    recalls_clear(&rs);
    check_end();
}

static void
reads_the_collections(void **state)
{
    static const struct {
        const char *path, *format;
        size_t least; /* of them, or the reader lost some */
    } files[] = {
        { "recalls/cpsc.jsonl", "cpsc-jsonl", 8842 },
        { "recalls/us_cpsc_export_appliances/recalls.csv", "cpsc-csv", 375 },
        { "recalls/us_cpsc_second_look/recalls.json", "cpsc-json", 700 },
        { "recalls/us_cpsc_usagov_api_2013/recalls_union.jsonl", "cpsc-jsonl",
            3153 },
        { "recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl",
            "safety-gate-jsonl", 494 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        const char *path = check_data(files[i].path);
        struct recalls rs = { 0 };
        struct recall_import im = { .out = &rs };
        struct fail fail = { "" };
        size_t models = 0, gtins = 0, brands = 0, hazards = 0;

        CHECK_INT(recall_load(&im, path, NULL, &fail), 0, fail.text);
        for (size_t k = 0; k < rs.count; k++) {
            models += rs.item[k]->list[RECALL_MODELS].count > 0;
            gtins += rs.item[k]->list[RECALL_GTINS].count > 0;
            hazards += rs.item[k]->list[RECALL_HAZARDS].count > 0;
            brands += rs.item[k]->text[RECALL_BRAND] != NULL;
        }
        print_message("%s: read %zu, kept %zu, bad %zu; with brand %zu, "
                      "models %zu, gtins %zu, hazards %zu\n",
            files[i].path, im.read, im.kept, im.bad, brands, models, gtins,
            hazards);
        CHECK_INT(im.kept >= files[i].least, 1, files[i].path);
        CHECK_INT(im.read, im.kept + im.bad, files[i].path);
        recalls_clear(&rs);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_form),
        cmocka_unit_test(guesses_the_form),
        cmocka_unit_test(reads_the_index_of_weeks),
        cmocka_unit_test(refuses_what_holds_nothing),
        cmocka_unit_test(reads_the_collections),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_source", tests, NULL, NULL);
}
