#include "tests/check.h"

#include "base/mem.h"
#include "recalls/recall_source.h"
#include "recalls/source_samr.h"

static void
reads_headlines(void **state)
{
    static const struct {
        const char *title, *place, *company, *brand, *product;
    } cases[] = {
        { "【河南】郑州诺维拉科技有限公司召回部分诺维拉牌熨烫机", "河南",
            "郑州诺维拉科技有限公司", "诺维拉", "熨烫机" },
        { " 【上海】 诺行（上海）有限公司 召回部分 Nor-Vella 牌 理发剪 ",
            "上海", "诺行（上海）有限公司", "Nor-Vella", "理发剪" },
        { "诺维拉汽车有限公司召回部分诺行7汽车", "", "诺维拉汽车有限公司", "",
            "诺行7汽车" },
        { "诺维拉贸易有限公司主动召回部分进口诺行品牌儿童床", "",
            "诺维拉贸易有限公司", "诺行", "儿童床" },
        { "诺维拉玩具厂召回部分扑克牌", "", "诺维拉玩具厂", "", "扑克牌" },
        { "诺维拉有限公司扩大召回诺维拉牌电池", "", "诺维拉有限公司", "诺维拉",
            "电池" },
        { "【河南", "", "", "", "【河南" },
        { "召回", "", "", "", "" },
        { "", "", "", "", "" },
        { "牌召回牌", "", "牌", "", "牌" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct source_samr_title t;
        char got[400], want[400];

        source_samr_title(str_of(cases[i].title), &t);
        snprintf(got, sizeof got, STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT,
            STR_ARG(t.place), STR_ARG(t.company), STR_ARG(t.brand),
            STR_ARG(t.product));
        snprintf(want, sizeof want, "%s|%s|%s|%s", cases[i].place,
            cases[i].company, cases[i].brand, cases[i].product);
        CHECK_TEXT(got, want, cases[i].title);
    }
    check_end();
}

static void
finds_numbers_in_addresses(void **state)
{
    static const struct {
        const char *url, *want;
    } cases[] = {
        { "https://a.example/x/202609/t20260928_116125.html",
            "t20260928_116125" },
        { "t20260928_116125", "t20260928_116125" },
        { "./202609/t2026092_116125.html", "" },
        { "/art20260928_116125", "" },
        { "/t20260928_1", "" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str got = source_samr_number(str_of(cases[i].url));
        char *text = str_dup(got);

        CHECK_TEXT(text, cases[i].want, cases[i].url);
        free(text);
    }
    check_end();
}

#define HEAD "<h1>【浙江】某公司召回部分诺维拉牌电热水壶</h1>"
#define NAME "https://www.example.cn/202609/t20260924_116090.html"

static void
reads_labels(void **state)
{
    static const struct {
        const char *name, *body;
        const char *models; /* joined by '|' */
        const char *units, *from, *to;
    } cases[] = {
        { "in brackets, several",
            HEAD "<p>召回电热水壶（型号/规格：NV-1、NV-2），涉及数量为 47 台，"
                 "生产起止日期为2024年12月1日至2024年12月30日。</p>",
            "NV-1|NV-2", "47 台", "2024-12-01", "2024-12-30" },
        { "without a colon, all on one line",
            HEAD "<div>型号/规格 LR-117 生产起止日期 "
                 "2024年12月1日至2024年12月30日 涉及数量 12件</div>",
            "LR-117", "12件", "2024-12-01", "2024-12-30" },
        { "in cells of a table",
            HEAD "<table><tr><td>产品型号</td><td>A-100<br>A-200</td></tr>"
                 "<tr><td>涉及数量</td><td>3个</td></tr></table>",
            "A-100", "3个", "", "" },
        { "a label without a value", HEAD "<p>型号/规格：</p><p>涉及数量：</p>",
            "", "", "", "" },
        { "no labels at all", HEAD "<p>没有</p>", "", "", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recalls rs = { 0 };
        struct recall_import im = { .out = &rs, .name = NAME };
        struct fail fail = { "" };
        struct buf models = BUF_MAX(4096);
        const struct recall *r;

        CHECK_INT(source_samr_page(&im, str_of(cases[i].body), &fail), 0,
            cases[i].name);
        CHECK_INT(rs.count, 1, cases[i].name);
        if (rs.count == 1) {
            r = rs.item[0];
            for (size_t k = 0; k < r->list[RECALL_MODELS].count; k++)
                buf_addf(&models, "%s%s", k > 0 ? "|" : "",
                    r->list[RECALL_MODELS].item[k]);
            CHECK_TEXT(buf_text(&models), cases[i].models, cases[i].name);
            CHECK_TEXT(js_get_text(r->extra, "units").p
                           ? js_get_text(r->extra, "units").p
                           : "",
                cases[i].units, cases[i].name);
            CHECK_TEXT(js_get_text(r->extra, "produced_from").p
                           ? js_get_text(r->extra, "produced_from").p
                           : "",
                cases[i].from, cases[i].name);
            CHECK_TEXT(js_get_text(r->extra, "produced_to").p
                           ? js_get_text(r->extra, "produced_to").p
                           : "",
                cases[i].to, cases[i].name);
            CHECK_TEXT(r->text[RECALL_ID], "t20260924_116090", cases[i].name);
            CHECK_TEXT(r->text[RECALL_BRAND], "诺维拉", cases[i].name);
        }
        buf_clear(&models);
        recalls_clear(&rs);
    }
    check_end();
}

/* Cut off anywhere, a page gives a notice or an error, never a wrong id. */
static void
survives_being_cut(void **state)
{
    static const char page[] =
        "<html><head><title>某公司召回部分诺维拉牌电热水壶_x</title></"
        "head>" HEAD
        "<p>型号/规格：NV-1、NV-2，涉及数量为47台</p><p>缺陷描述：漏电。</p>";

    (void)state;
    for (size_t len = 0; len < sizeof page; len++) {
        struct recalls rs = { 0 };
        struct recall_import im = { .out = &rs, .name = NAME };
        struct fail fail = { "" };
        int rc = source_samr_page(&im, (struct str){ page, len }, &fail);

        CHECK_INT(
            rc == 0 ? im.kept + im.bad : fail.text[0] != '\0', 1, fail.text);
        if (rs.count == 1)
            CHECK_TEXT(
                rs.item[0]->text[RECALL_ID], "t20260924_116090", "the id");
        recalls_clear(&rs);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_headlines),
        cmocka_unit_test(finds_numbers_in_addresses),
        cmocka_unit_test(reads_labels),
        cmocka_unit_test(survives_being_cut),
    };

    return cmocka_run_group_tests_name(
        "recalls/source_samr", tests, NULL, NULL);
}
