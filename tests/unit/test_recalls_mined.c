/* How many of the identifiers mined from real notices are right. */
#include "tests/check.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/recall_source.h"

#define SAMPLE "tests/cases/recalls/mined.tsv"
#define PRECISION_MIN 0.95

/* Set of "notice<TAB>kind<TAB>value" that the feeds give. */
static struct map *
mine_all(void)
{
    static const char *const files[] = { "recalls/cpsc.jsonl",
        "recalls/us_cpsc_usagov_api_2013/recalls_union.jsonl",
        "recalls/us_cpsc_second_look/recalls.json",
        "recalls/us_cpsc_export_appliances/recalls.csv" };
    struct map *mined = map_new(NULL);
    struct fail fail = { "" };

    for (size_t i = 0; i < COUNT(files); i++) {
        struct recalls rs = { 0 };
        struct recall_import im = { .out = &rs };

        if (recall_load(&im, check_data(files[i]), NULL, &fail) != 0)
            fail_msg("%s", fail.text);
        for (size_t r = 0; r < rs.count; r++) {
            const struct js *list = js_get(rs.item[r]->extra, "mined");

            for (size_t k = 0; k < js_count(list); k++) {
                struct buf key = BUF_MAX(4096);
                const struct js *one = js_at(list, k);

                buf_addf(&key, "%s\t" STR_FMT "\t" STR_FMT,
                    rs.item[r]->text[RECALL_ID],
                    STR_ARG(js_get_text(one, "kind")),
                    STR_ARG(js_get_text(one, "value")));
                map_add(mined, buf_str(&key), NULL);
                buf_clear(&key);
            }
        }
        recalls_clear(&rs);
    }
    return mined;
}

static void
most_are_right(void **state)
{
    struct map *mined = mine_all();
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct fail fail = { "" };
    struct str rest, line;
    int right = 0, wrong = 0, gone_right = 0, gone_wrong = 0;

    (void)state;
    if (file_read(&text, SAMPLE, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        size_t tab = line.len;
        int is_right, is_mined;

        if (line.len == 0 || line.p[0] == '#')
            continue;
        while (tab > 0 && line.p[tab - 1] != '\t')
            tab--;
        is_right = str_is(str_sub(line, tab, line.len), "right");
        is_mined = map_find(mined, str_sub(line, 0, tab - 1)) != NULL;
        right += is_mined && is_right;
        wrong += is_mined && !is_right;
        gone_right += !is_mined && is_right;
        gone_wrong += !is_mined && !is_right;
    }
    print_message("%zu identifiers mined; of the sample %d are right, %d "
                  "wrong; no longer mined: %d right, %d wrong ones\n",
        map_count(mined), right, wrong, gone_right, gone_wrong);
    CHECK_INT(right >= 80, 1, "right ones are still mined");
    CHECK_INT(right >= PRECISION_MIN * (right + wrong), 1, "precision");
    buf_clear(&text);
    map_free(mined);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(most_are_right),
    };

    return cmocka_run_group_tests_name("recalls/mined", tests, NULL, NULL);
}
