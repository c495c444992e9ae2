#include "tests/check.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/recall_link.h"
#include "recalls/recall_source.h"

#define VERDICTS "tests/cases/recalls/links.tsv"

static struct recall *
make(const char *json)
{
    struct recall *r = NULL;
    struct fail fail = { "" };
    struct js *j = NULL;

    if (js_parse(&j, str_of(json), &fail) != 0 ||
        recall_from_json(&r, j, &fail) != 0)
        fail_msg("%s: %s", json, fail.text);
    js_free(j);
    return r;
}

/* The first reason two notices are linked by, or "". */
static const char *
linked(
    const struct vocabulary *vb, const struct recall *a, const struct recall *b)
{
    struct recall_link_keys ka = { 0 }, kb = { 0 };
    const char *name = "";

    recall_link_keys(&ka, vb, a);
    recall_link_keys(&kb, vb, b);
    for (size_t i = 0; i < ka.count && name[0] == '\0'; i++) {
        const char *partner = recall_link_partner(ka.item[i].kind);

        for (size_t k = 0; partner != NULL && k < kb.count; k++)
            if (strcmp(partner, kb.item[k].kind) == 0 &&
                strcmp(ka.item[i].key, kb.item[k].key) == 0 &&
                recall_link_holds(a, b, ka.item[i].kind)) {
                name = recall_link_name(ka.item[i].kind);
                break;
            }
    }
    recall_link_keys_clear(&ka);
    recall_link_keys_clear(&kb);
    return name;
}

#define R(source, id, date, rest)                                              \
    "{\"source\":\"" source "\",\"id\":\"" id "\",\"published\":\"" date       \
    "\"," rest "}"
#define EU(id, rest) R("eu-safety-gate", id, "2026-03-06", rest)
#define US(id, rest) R("us-cpsc", id, "2026-05-01", rest)

static const struct {
    const char *name, *a, *b, *want;
} pairs[] = {
    { "the same GTIN", EU("SR/00001/26", "\"gtins\":[\"04006381333931\"]"),
        US("26-101", "\"gtins\":[\"04006381333931\"]"), "gtin" },
    { "the same GTIN years apart",
        R("eu-safety-gate", "A12/00001/14", "2014-01-10",
            "\"gtins\":[\"04006381333931\"]"),
        US("26-101", "\"gtins\":[\"04006381333931\"]"), "gtin" },
    { "adjacent GTINs", EU("SR/00001/26", "\"gtins\":[\"04006381333931\"]"),
        US("26-101", "\"gtins\":[\"04006381333948\"]"), "" },
    { "a shop's own number is anyone's",
        EU("SR/00001/26", "\"gtins\":[\"02012345678900\"]"),
        US("26-101", "\"gtins\":[\"02012345678900\"]"), "" },
    { "a number in the other's text", EU("A12/01234/24", "\"name\":\"x\""),
        R("fr-rappelconso", "2024-02-0001", "2024-02-10",
            "\"description\":\"Voir alerte A12/01234/24 de mars\""),
        "number" },
    { "a number without its zeroes", EU("A12/01234/24", "\"name\":\"x\""),
        R("de-list", "7-1", "2024-02-10", "\"case_ref\":\"A12/01234/24\""),
        "number" },
    { "a Safety Gate number as the own one",
        EU("SR/01326/26", "\"name\":\"x\""),
        R("fr-rappelconso", "SR/01326/26", "2026-03-01", "\"name\":\"y\""),
        "number" },
    { "a French number in an alert",
        EU("SR/01326/26",
            "\"description\":\"Fiche 2026-02-0117 de RappelConso\""),
        R("fr-rappelconso", "2026-02-0117", "2026-02-20", "\"name\":\"y\""),
        "number" },
    { "a date is no French number",
        EU("SR/01326/26", "\"description\":\"2026-02-01 to 2026-02-28\""),
        R("fr-rappelconso", "2026-02-01", "2026-02-20", "\"name\":\"y\""), "" },
    { "a longer number", EU("A12/01234/24", "\"name\":\"x\""),
        R("de-list", "7-1", "2024-02-10",
            "\"description\":\"A12/012345/24 and XA12/01234/245\""),
        "" },
    { "a number named with its authority's word",
        US("10-123", "\"name\":\"x\""),
        US("11-204",
            "\"description\":\"This expands CPSC recall number 10-123.\""),
        "number" },
    { "the same digits without that word", US("10-123", "\"name\":\"x\""),
        EU("SR/00001/26", "\"description\":\"Sizes 10-123 cm\""), "" },
    { "another authority's number of the same digits",
        R("uk-opss", "10-123", "2026-01-01", "\"name\":\"x\""),
        US("11-204", "\"description\":\"expands recall number 10-123\""), "" },
    { "a link to the other's page",
        R("us-cpsc", "26-101", "2026-05-01",
            "\"url\":\"https://www.cpsc.gov/Recalls/2026/Norvella-Lamps\""),
        R("ca-health", "77001", "2026-05-01",
            "\"description\":\"See https://www.cpsc.gov/Recalls/2026/"
            "Norvella-Lamps.\""),
        "page" },
    { "a link to the authority's front page",
        R("us-cpsc", "26-101", "2026-05-01",
            "\"url\":\"https://www.cpsc.gov/\""),
        R("ca-health", "77001", "2026-05-01",
            "\"description\":\"See https://www.cpsc.gov/ for more\""),
        "" },
    { "brand and model in one season",
        EU("SR/00001/26", "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        US("26-101", "\"brand\":\"NORVELLA Inc.\",\"models\":[\"NV 4410\"]"),
        "model" },
    { "a brand's name in another script",
        EU("SR/00001/26", "\"brand\":\"Philips\",\"models\":[\"HD9252\"]"),
        R("cn-samr", "t20260401_116000", "2026-04-01",
            "\"brand\":\"飞利浦\",\"models\":[\"HD-9252\"]"),
        "model" },
    { "brand and model two years apart",
        R("eu-safety-gate", "A12/00001/24", "2024-01-10",
            "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        US("26-101", "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"), "" },
    { "365 days are within, 366 are not",
        R("eu-safety-gate", "SR/00001/26", "2026-03-01",
            "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        R("us-cpsc", "25-101", "2025-03-01",
            "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        "model" },
    { "366 days",
        R("eu-safety-gate", "SR/00001/26", "2026-03-02",
            "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        R("us-cpsc", "25-101", "2025-03-01",
            "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        "" },
    { "a notice without a date",
        EU("SR/00001/26", "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        R("us-cpsc", "26-101", "",
            "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        "" },
    { "another brand with the same model",
        EU("SR/00001/26", "\"brand\":\"Norvella\",\"models\":[\"NV-4410\"]"),
        US("26-101", "\"brand\":\"Harrowby\",\"models\":[\"NV-4410\"]"), "" },
    { "a longer model",
        EU("SR/00001/26", "\"brand\":\"Norvella\",\"models\":[\"X100\"]"),
        US("26-101", "\"brand\":\"Norvella\",\"models\":[\"X1000\"]"), "" },
    { "a weak model",
        EU("SR/00001/26", "\"brand\":\"Norvella\",\"models\":[\"Deluxe\"]"),
        US("26-101", "\"brand\":\"Norvella\",\"models\":[\"Deluxe\"]"), "" },
    { "a year is no model",
        EU("SR/00001/26", "\"brand\":\"Norvella\",\"models\":[\"2025\"]"),
        US("26-101", "\"brand\":\"Norvella\",\"models\":[\"2025\"]"), "" },
    { "a battery's size is no model",
        EU("SR/00001/26", "\"brand\":\"Norvella\",\"models\":[\"CR2032\"]"),
        US("26-101", "\"brand\":\"Norvella\",\"models\":[\"CR2032\"]"), "" },
    { "no brand, same model", EU("SR/00001/26", "\"models\":[\"NV-4410\"]"),
        US("26-101", "\"models\":[\"NV-4410\"]"), "" },
    { "the same title alone",
        EU("SR/00001/26",
            "\"brand\":\"Norvella\",\"name\":\"Norvella Magnet Ball Set 216\""),
        US("26-101",
            "\"brand\":\"Norvella\",\"name\":\"Norvella Magnet Ball Set "
            "216\""),
        "" },
    { "a notice and itself",
        EU("SR/00001/26", "\"gtins\":[\"04006381333931\"]"),
        EU("SR/00001/26", "\"gtins\":[\"04006381333931\"]"), "" },
};

static void
links_what_is_one_product(void **state)
{
    struct vocabulary *vb = vocabulary_new();

    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct recall *a = make(pairs[i].a), *b = make(pairs[i].b);

        CHECK_TEXT(linked(vb, a, b), pairs[i].want, pairs[i].name);
        CHECK_TEXT(linked(vb, b, a), pairs[i].want, pairs[i].name);
        recall_free(a);
        recall_free(b);
    }
    vocabulary_free(vb);
    check_end();
}

/* --- real notices --- */

static void
load(struct recalls *rs, const char *name)
{
    struct recall_import im = { .out = rs };
    struct fail fail = { "" };

    if (recall_load(&im, check_data(name), NULL, &fail) != 0)
        fail_msg("%s", fail.text);
}

struct keyed {
    const char *kind; /* of the pair */
    char *key;        /* owned: partner kind and key */
    size_t recall;
};

static int
by_key(const void *a, const void *b)
{
    return strcmp(
        ((const struct keyed *)a)->key, ((const struct keyed *)b)->key);
}

/* Call visit with every pair that shares a key. */
static size_t
each_pair(const struct recalls *rs,
    void (*visit)(const struct recall *a, const struct recall *b,
        const char *name, const char *key, void *ctx),
    void *ctx)
{
    struct vocabulary *vb = vocabulary_new();
    struct keyed *list = NULL;
    size_t count = 0, cap = 0, pairs_found = 0;

    for (size_t i = 0; i < rs->count; i++) {
        struct recall_link_keys keys = { 0 };

        recall_link_keys(&keys, vb, rs->item[i]);
        for (size_t k = 0; k < keys.count; k++) {
            const char *kind = keys.item[k].kind;
            struct buf text = BUF_MAX(4096);

            if (recall_link_partner(kind) == NULL)
                continue;
            /* Kinds that meet sort together. */
            buf_addf(&text, "%s:%s", recall_link_name(kind), keys.item[k].key);
            list = mem_grow(list, &cap, count + 1, sizeof list[0]);
            list[count++] = (struct keyed){ kind, buf_take(&text), i };
        }
        recall_link_keys_clear(&keys);
    }
    qsort(list, count, sizeof list[0], by_key);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && by_key(&list[from], &list[to]) == 0;)
            to++;
        for (size_t a = from; a < to && to - from <= RECALL_LINK_SHARED_MAX;
             a++)
            for (size_t b = a + 1; b < to; b++)
                if (strcmp(recall_link_partner(list[a].kind), list[b].kind) ==
                        0 &&
                    list[a].recall != list[b].recall &&
                    recall_link_holds(rs->item[list[a].recall],
                        rs->item[list[b].recall], list[a].kind)) {
                    pairs_found++;
                    visit(rs->item[list[a].recall], rs->item[list[b].recall],
                        recall_link_name(list[a].kind), list[a].key, ctx);
                }
    }
    for (size_t i = 0; i < count; i++)
        free(list[i].key);
    free(list);
    vocabulary_free(vb);
    return pairs_found;
}

struct tally {
    size_t gtin, model, number, page, across, same_number;
    struct map *pairs;    /* "SOURCE ID SOURCE ID", lower one first */
    struct map *verdicts; /* the same to 1 right, 2 wrong */
    size_t right, wrong;
};

static void
tally_pair(const struct recall *a, const struct recall *b, const char *name,
    const char *key, void *ctx)
{
    struct tally *t = ctx;
    struct buf one = BUF_MAX(1024), two = BUF_MAX(1024), both = BUF_MAX(4096);
    int is_new;

    buf_addf(&one, "%s %s", a->text[RECALL_SOURCE], a->text[RECALL_ID]);
    buf_addf(&two, "%s %s", b->text[RECALL_SOURCE], b->text[RECALL_ID]);
    if (str_cmp(buf_str(&one), buf_str(&two)) < 0)
        buf_addf(&both, "%s %s", buf_text(&one), buf_text(&two));
    else
        buf_addf(&both, "%s %s", buf_text(&two), buf_text(&one));
    map_add(t->pairs, buf_str(&both), &is_new);
    if (is_new) {
        struct map_item *verdict = map_find(t->verdicts, buf_str(&both));

        t->gtin += strcmp(name, "gtin") == 0;
        t->model += strcmp(name, "model") == 0;
        t->number += strcmp(name, "number") == 0;
        t->page += strcmp(name, "page") == 0;
        t->across +=
            strcmp(a->text[RECALL_SOURCE], b->text[RECALL_SOURCE]) != 0;
        t->same_number += strcmp(a->text[RECALL_ID], b->text[RECALL_ID]) == 0;
        t->right += verdict != NULL && verdict->value.num == 1;
        t->wrong += verdict != NULL && verdict->value.num == 2;
        if (getenv("SHELFWATCH_LINKS") != NULL)
            print_message("%s\t%s\t%s\n", buf_text(&both), name, key);
    }
    buf_clear(&one);
    buf_clear(&two);
    buf_clear(&both);
}

static void
load_verdicts(struct map *verdicts)
{
    struct buf text = BUF_MAX(1 << 20);
    struct fail fail = { "" };
    struct str rest, line;

    if (file_read(&text, VERDICTS, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct str pair;

        if (line.len == 0 || line.p[0] == '#')
            continue;
        assert_true(str_next(&line, '\t', &pair));
        map_add(verdicts, pair, NULL)->value.num =
            str_is(str_trim(line), "same") ? 1 : 2;
    }
    buf_clear(&text);
}

/* A collection as if another authority had published it. */
static void
load_as(struct recalls *rs, const char *name, const char *source)
{
    size_t from = rs->count;

    load(rs, name);
    for (size_t i = from; i < rs->count; i++)
        if (str_is(recall_get(rs->item[i], RECALL_SOURCE), "us-cpsc"))
            recall_set(rs->item[i], RECALL_SOURCE, str_of(source));
}

static void
is_right_on_real_notices(void **state)
{
    struct recalls rs = { 0 };
    struct tally t = { .pairs = map_new(NULL), .verdicts = map_new(NULL) };

    (void)state;
    load_as(&rs, "recalls/us_cpsc_second_look/recalls.json", "us-cpsc-1");
    load_as(&rs, "recalls/us_cpsc_usagov_api_2013/recalls_union.jsonl",
        "us-cpsc-2");
    load_as(&rs, "recalls/us_cpsc_export_appliances/recalls.csv", "us-cpsc-3");
    load_as(&rs, "recalls/cpsc.jsonl", "us-cpsc-4");
    load(&rs, "recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl");
    load_verdicts(t.verdicts);
    each_pair(&rs, tally_pair, &t);
    print_message("links among %zu notices: %zu pairs; by GTIN %zu, model %zu, "
                  "number %zu, page %zu; across collections %zu; of one recall "
                  "number %zu\n",
        rs.count, map_count(t.pairs), t.gtin, t.model, t.number, t.page,
        t.across, t.same_number);
    print_message("checked by hand: %zu right, %zu wrong: precision %.2f\n",
        t.right, t.wrong,
        t.right + t.wrong > 0 ? (double)t.right / (double)(t.right + t.wrong)
                              : 0);
    CHECK_INT(t.right + t.wrong >= 20, 1, "20 links were checked");
    CHECK_INT(t.wrong * 20 <= t.right + t.wrong, 1, "precision of 0.95");
    map_free(t.pairs);
    map_free(t.verdicts);
    recalls_clear(&rs);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_what_is_one_product),
        cmocka_unit_test(is_right_on_real_notices),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_link", tests, NULL, NULL);
}
