#include "tests/check.h"

#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "core/gtin.h"
#include "core/recall.h"
#include "demo/goods.h"

#define SUSPECTS 40
#define NEAR_MISSES_MIN 20
#define OFFERS_MIN 400
#define SHOPS_MIN 3

static int
load(void **state)
{
    struct goods *g = NULL;
    struct fail fail = { 0 };

    if (goods_load(&g, "demo/shops.yaml", "demo/planted.yaml", &fail) != 0) {
        print_error("%s\n", fail.text);
        return -1;
    }
    *state = g;
    return 0;
}

static int
unload(void **state)
{
    goods_free(*state);
    return 0;
}

static void
fills_the_shelves(void **state)
{
    const struct goods *g = *state;
    int styles[GOODS_STYLES] = { 0 }, languages[GOODS_LANGUAGES] = { 0 };
    int planted = 0;

    for (size_t i = 0; i < g->offers; i++) {
        const struct goods_offer *o = &g->offer[i];

        styles[o->section->style]++;
        languages[o->shop->language]++;
        planted += o->plant != NULL;
        CHECK_INT(o->title.len > 0 && o->path.len > 1, 1, "title and path");
        CHECK_INT(goods_offer_find(g, o->shop, o->path) == o, 1,
            "found by its address");
    }
    for (int i = 0; i < GOODS_STYLES; i++)
        CHECK_INT(styles[i] > 50, 1, "every style of markup");
    for (int i = 0; i < GOODS_LANGUAGES; i++)
        CHECK_INT(languages[i] > 100, 1, "every language");
    CHECK_INT(g->shops >= SHOPS_MIN, 1, "shops");
    CHECK_INT(g->offers >= OFFERS_MIN, 1, "offers");
    CHECK_INT(planted, g->plants, "planted offers");
    print_message("%zu shops, %zu offers, %zu of them planted\n", g->shops,
        g->offers, g->plants);
    check_end();
}

/* No two ordinary offers may be taken for one another. */
static void
numbers_are_valid_and_unique(void **state)
{
    const struct goods *g = *state;
    struct map *seen = map_new(NULL);

    for (size_t i = 0; i < g->offers; i++) {
        const struct goods_offer *o = &g->offer[i];
        char gtin[GTIN_BYTES];
        int is_new;

        if (o->plant != NULL)
            continue;
        CHECK_INT(gtin_parse(o->gtin, gtin), 0, "GTIN");
        CHECK_INT(gtin_is_global(gtin), 1, "no in-store number");
        map_add(seen, o->gtin, &is_new);
        CHECK_INT(is_new, 1, "GTIN is its own");
        map_add(seen, o->sku, &is_new);
        CHECK_INT(is_new, 1, "item number is its own");
        map_add(seen, o->model, &is_new);
        CHECK_INT(is_new, 1, "model is its own");
    }
    map_free(seen);
    check_end();
}

/* Art. 19 of Regulation (EU) 2023/988, and nothing that is planted. */
static void
ordinary_offers_are_complete(void **state)
{
    const struct goods *g = *state;

    for (size_t i = 0; i < g->offers; i++) {
        const struct goods_offer *o = &g->offer[i];

        if (o->plant != NULL)
            continue;
        CHECK_INT(o->maker.name.len > 0 && o->maker.address.len > 0 &&
                      o->maker.email.len > 0 && o->brand.len > 0,
            1, "manufacturer");
        CHECK_INT(o->warnings > 0 && o->images > 0 && o->cents > 0, 1,
            "warnings, pictures, price");
        if (o->shop->language == GOODS_ZH)
            CHECK_INT(o->responsible.name.len > 0, 1, "responsible person");
    }
    check_end();
}

static struct map *
recall_ids(void)
{
    struct buf text = BUF_MAX(1u << 20);
    struct map *ids = map_new(NULL);
    struct str rest, line;
    struct fail fail = { 0 };

    if (file_read(&text, "demo/recalls.jsonl", &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct js *j = NULL;
        struct recall *r = NULL;
        char gtin[GTIN_BYTES];

        if (js_parse(&j, line, &fail) != 0 ||
            recall_from_json(&r, j, &fail) != 0)
            fail_msg("%s", fail.text);
        for (size_t i = 0; i < r->list[RECALL_GTINS].count; i++)
            CHECK_INT(gtin_parse(str_of(r->list[RECALL_GTINS].item[i]), gtin),
                0, "GTIN of a recall");
        map_add(ids, recall_get(r, RECALL_ID), NULL);
        recall_free(r);
        js_free(j);
    }
    buf_clear(&text);
    return ids;
}

static void
check_findings_due(
    const struct goods_plant *p, const struct map *recalls, int *of_recalls)
{
    for (const struct yaml_node *n = p->expect ? p->expect->first : NULL;
         n != NULL; n = n->next) {
        int recall = str_starts(n->text, STR("DA/"));

        *of_recalls += recall;
        if (recall && map_find(recalls, n->text) == NULL) {
            check_failures++;
            print_error("" STR_FMT " expects " STR_FMT ", which is no recall\n",
                STR_ARG(p->name), STR_ARG(n->text));
        }
    }
}

static void
truth_is_consistent(void **state)
{
    const struct goods *g = *state;
    struct map *recalls = recall_ids(), *names = map_new(NULL);
    int suspects = 0, near = 0;

    for (size_t i = 0; i < g->plants; i++) {
        const struct goods_plant *p = &g->plant[i];
        int of_recalls = 0, is_new, needs_recall;

        map_add(names, p->name, &is_new);
        CHECK_INT(is_new, 1, "name is its own");
        check_findings_due(p, recalls, &of_recalls);
        needs_recall =
            p->kind <= GOODS_RECALLED_CASE || p->kind == GOODS_RELISTED;
        CHECK_INT(of_recalls > 0, needs_recall, goods_kind_name(p->kind));
        if (p->kind == GOODS_NEAR_MISS) {
            near++;
            CHECK_INT(p->why.len > 0, 1, "a near miss says why");
        } else {
            suspects++;
        }
        if (p->kind == GOODS_RELISTED)
            CHECK_INT(goods_planted_find(g, p->relists) != NULL, 1,
                "what is listed again");
    }
    CHECK_INT(suspects, SUSPECTS, "suspects");
    CHECK_INT(near >= NEAR_MISSES_MIN, 1, "near misses");
    CHECK_INT(map_count(recalls) >= 15, 1, "recalls");
    map_free(recalls);
    map_free(names);
    check_end();
}

static void
names_file_and_line(void **state)
{
    struct buf text = BUF_MAX(1u << 20);
    char path[] = "/tmp/planted.XXXXXX";
    struct goods *g = NULL;
    struct fail fail = { 0 };
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    buf_addz(&text, "planted:\n  - {name: x, shop: brightgoods.example, "
                    "section: kitchen, kind: banned, title: X}\n");
    assert_int_equal(write(fd, text.p, text.len), (ssize_t)text.len);
    close(fd);
    assert_int_equal(goods_load(&g, "demo/shops.yaml", path, &fail), -1);
    assert_non_null(strstr(fail.text, ":2:"));
    assert_non_null(strstr(fail.text, "'expect'"));
    assert_int_equal(goods_load(&g, "/nonexistent", path, &fail), -1);
    unlink(path);
    buf_clear(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_the_shelves),
        cmocka_unit_test(numbers_are_valid_and_unique),
        cmocka_unit_test(ordinary_offers_are_complete),
        cmocka_unit_test(truth_is_consistent),
        cmocka_unit_test(names_file_and_line),
    };

    return cmocka_run_group_tests_name("demo/goods", tests, load, unload);
}
