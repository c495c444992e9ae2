/* What the released pair model says of recall candidates. */
#include "tests/check.h"

#include "base/mem.h"
#include "classifier/pair_release.h"
#include "score/likeness.h"

static void
add_recall(
    struct recalls *all, const char *id, const char *brand, const char *name)
{
    struct recall *r = recall_new();

    recall_set(r, RECALL_ID, str_of(id));
    recall_set(r, RECALL_SOURCE, STR("test"));
    recall_set(r, RECALL_BRAND, str_of(brand));
    recall_set(r, RECALL_NAME, str_of(name));
    recalls_add(all, &r);
}

static struct likeness *
make(struct recall_index **ix)
{
    struct recalls all = { 0 };
    struct pair_model *model = NULL;
    struct fail fail = { "" };

    add_recall(&all, "T/1", "Nordwind", "Nordwind NW-4410 kettle 1.7 l");
    add_recall(&all, "T/2", "Nordwind", "Nordwind NW-2209 toaster");
    *ix = recall_index_new(&all);
    recalls_clear(&all);
    if (pair_release_load(&model, "models/pair-1", &fail) != 0)
        fail_msg("%s", fail.text);
    return likeness_new(&model, *ix);
}

static void
add(struct findings *fs, const char *id, enum finding_strength strength,
    double score)
{
    struct finding *f = finding_new(FINDING_RECALL, id, strength, score);

    finding_set_reason(f, "The names are alike.");
    findings_add(fs, &f);
}

static void
weighs_candidates_only(void **state)
{
    struct recall_index *ix;
    struct likeness *k = make(&ix);
    struct listing *l = listing_new();
    struct findings fs = { 0 };
    int low = 0;

    (void)state;
    listing_set(l, LISTING_TITLE, STR("Nordwind NW-4410 Kettle 1.7L silver"));
    add(&fs, "T/2", FINDING_STRONG, 0.9);
    add(&fs, "T/2", FINDING_CANDIDATE, 1);
    add(&fs, "T/1", FINDING_CANDIDATE, 1);
    add(&fs, "T/1", FINDING_CANDIDATE, 0.01);
    add(&fs, "no such recall", FINDING_CANDIDATE, 0);
    likeness_weigh(k, l, NULL, &fs);
    CHECK_INT(fs.count, 5, "none is lost");
    CHECK_TEXT(fs.item[0]->id, "T/2", "what is strong stays first");
    CHECK_TEXT(fs.item[0]->reason, "The names are alike.", "as it was");
    CHECK_INT(fs.item[0]->score == 0.9, 1, "as it was");
    CHECK_TEXT(fs.item[1]->id, "T/1", "the kettle is likelier");
    CHECK_INT(fs.item[1]->score > 0.5 && fs.item[1]->score <= 1, 1, "likely");
    CHECK_INT(
        strstr(fs.item[1]->reason, "Both say ") != NULL, 1, "what both say");
    CHECK_INT(strstr(fs.item[1]->reason, "\"nw4410\"") != NULL ||
                  strstr(fs.item[1]->reason, "\"kettle\"") != NULL,
        1, fs.item[1]->reason);
    CHECK_INT(fs.item[1]->term_count > 0, 1, "and as terms");
    CHECK_INT(fs.item[2]->score < fs.item[1]->score, 1, "the toaster");
    for (size_t i = 0; i < fs.count; i++)
        low += fs.item[i]->score == 0.01;
    CHECK_INT(low, 1, "what was limited stays low");
    CHECK_INT(strncmp(likeness_version(k), "pair-1+sha256:", 14), 0, "version");
    findings_clear(&fs);
    listing_free(l);
    likeness_free(k);
    recall_index_free(ix);
    check_end();
}

/* Neither title nor brand: an opinion all the same, and no crash. */
static void
judges_empty_offers(void **state)
{
    struct recall_index *ix;
    struct likeness *k = make(&ix);
    struct listing *l = listing_new();
    struct findings fs = { 0 };

    (void)state;
    add(&fs, "T/1", FINDING_CANDIDATE, 0.7);
    likeness_weigh(k, l, NULL, &fs);
    CHECK_INT(fs.item[0]->score >= 0 && fs.item[0]->score < 0.5, 1, "unlikely");
    CHECK_INT(strstr(fs.item[0]->reason, "share no word") != NULL, 1,
        fs.item[0]->reason);
    findings_clear(&fs);
    listing_free(l);
    likeness_free(k);
    recall_index_free(ix);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weighs_candidates_only),
        cmocka_unit_test(judges_empty_offers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
