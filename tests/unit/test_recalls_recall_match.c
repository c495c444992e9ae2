#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/recall_match.h"
#include "recalls/recall_source.h"

#define LADDER "tests/cases/recalls/ladder/"
/* Rows of the table; fewer were read if the file was cut. */
#define CASES_MIN 400

static void
read_text(struct buf *out, const char *path)
{
    struct fail fail = { "" };

    if (file_read(out, path, &fail) != 0)
        fail_msg("%s", fail.text);
}

/* The recalled products of the table, all made up. */
static struct recall_index *
make_index(void)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .name = "table" };
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    struct fail fail = { "" };

    read_text(&text, LADDER "recalls.jsonl");
    if (recall_source_find(STR("own"))->read(&im, buf_str(&text), &fail) != 0 ||
        im.bad + im.warned > 0)
        fail_msg("the table's recalls are bad: %s", fail.text);
    buf_clear(&text);
    return recall_index_new(&rs);
}

static struct listing *
make_listing(struct str json)
{
    struct listing *l = NULL;
    struct fail fail = { "" };
    struct js *j;

    if (js_parse(&j, json, &fail) != 0 || listing_from_json(&l, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    return l;
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

/* "strong SR/00077/26": the first finding, or nothing. */
static void
check_case(const struct recall_index *ix, struct recall_scratch *scratch,
    struct str line)
{
    struct js *row;
    struct fail fail = { "" };
    struct listing *l = NULL;
    struct findings found = { 0 };
    struct buf got = BUF_MAX(1024);
    char *name, *want;

    if (js_parse(&row, line, &fail) != 0 ||
        listing_from_json(&l, js_get(row, "offer"), &fail) != 0)
        fail_msg("%s", fail.text);
    name = str_dup(js_get_text(row, "case"));
    want = str_dup(js_get_text(row, "want"));
    recall_match(ix, scratch, l, &found);
    if (found.count > 0) {
        buf_addf(&got, "%s %s", finding_strength_name(found.item[0]->strength),
            found.item[0]->id);
        check_spans(found.item[0], l, name);
    }
    CHECK_TEXT(buf_text(&got), want, name);
    buf_clear(&got);
    findings_clear(&found);
    listing_free(l);
    js_free(row);
    free(name);
    free(want);
}

static void
climbs_the_ladder(void **state)
{
    struct recall_index *ix = make_index();
    struct recall_scratch *scratch = recall_scratch_new(ix);
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    struct str rest, line;
    int count = 0;

    (void)state;
    read_text(&text, LADDER "cases.jsonl");
    rest = buf_str(&text);
    while (str_next_line(&rest, &line))
        if (line.len > 0) {
            check_case(ix, scratch, line);
            count++;
        }
    print_message("%d cases, %d wrong\n", count, check_failures);
    CHECK_INT(count >= CASES_MIN, 1, "cases");
    buf_clear(&text);
    recall_scratch_free(scratch);
    recall_index_free(ix);
    check_end();
}

static void
says_why(void **state)
{
    struct recall_index *ix = make_index();
    struct recall_scratch *scratch = recall_scratch_new(ix);
    struct listing *l =
        make_listing(STR("{\"title\":\"ＮＯＲＶＥＬＬＡ Ｘ１００ 搅拌机\","
                         "\"attributes\":{\"EAN\":\"4006381333931\"}}"));
    struct findings found = { 0 };

    (void)state;
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
    struct listing *l = make_listing(STR("{\"title\":\"Norvella X100\"}"));
    struct findings found = { 0 };

    (void)state;
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

/* A notice that is no longer in force is worth a look, no more. */
static void
a_withdrawn_notice_proves_nothing(void **state)
{
    static const struct {
        const char *name, *offer;
    } offers[] = {
        { "by GTIN", "{\"title\":\"x\",\"gtins\":[\"04006381333931\"]}" },
        { "by model",
            "{\"title\":\"Norvella NV-4410 kettle\",\"brand\":\"Norvella\","
            "\"model\":\"NV-4410\"}" },
        { "by its number", "{\"title\":\"Kettle, recall SR/09911/26\"}" },
    };
    static const char *const records[] = {
        "{\"id\":\"SR/09911/26\",\"source\":\"eu-safety-gate\",\"name\":"
        "\"Norvella kettle\",\"brand\":\"Norvella\",\"models\":"
        "[\"NV-4410\"],\"gtins\":[\"04006381333931\"]}",
        "{\"id\":\"SR/09911/26\",\"source\":\"eu-safety-gate\",\"name\":"
        "\"Norvella kettle\",\"brand\":\"Norvella\",\"models\":"
        "[\"NV-4410\"],\"gtins\":[\"04006381333931\"],"
        "\"withdrawn\":\"2026-10-01\",\"withdrawn_why\":\"archived\"}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(records); i++) {
        struct recalls rs = { 0 };
        struct recall_import im = { .out = &rs, .name = "table" };
        struct fail fail = { "" };
        struct recall_index *ix;
        struct recall_scratch *s;

        assert_int_equal(recall_source_find(STR("own"))
                             ->read(&im, str_of(records[i]), &fail),
            0);
        ix = recall_index_new(&rs);
        s = recall_scratch_new(ix);
        for (size_t k = 0; k < COUNT(offers); k++) {
            struct listing *l = make_listing(str_of(offers[k].offer));
            struct findings found = { 0 };

            recall_match(ix, s, l, &found);
            CHECK_INT(found.count, 1, offers[k].name);
            if (found.count == 1) {
                CHECK_INT(found.item[0]->strength == FINDING_CANDIDATE, i == 1,
                    offers[k].name);
                CHECK_INT(
                    strstr(found.item[0]->reason, "no longer in force") != NULL,
                    i == 1, found.item[0]->reason);
            }
            findings_clear(&found);
            listing_free(l);
        }
        recall_scratch_free(s);
        recall_index_free(ix);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(climbs_the_ladder),
        cmocka_unit_test(says_why),
        cmocka_unit_test(an_empty_set_finds_nothing),
        cmocka_unit_test(a_withdrawn_notice_proves_nothing),
        cmocka_unit_test(the_version_is_of_the_content),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_match", tests, NULL, NULL);
}
