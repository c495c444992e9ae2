#include "tests/check.h"

#include "base/charset.h"
#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "core/limits.h"
#include "crawler/pagination.h"

static char *
next_of(struct str html, struct str address)
{
    struct pagination_words words;
    struct url page;
    struct html h;
    struct fail fail;
    char *next = NULL;

    pagination_words_init(&words);
    html_init(&h);
    if (url_parse(&page, address, NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    if (html_parse(&h, html, &fail) == 0)
        next = pagination_next(&words, &h, &page, &page);
    html_clear(&h);
    url_clear(&page);
    return next;
}

static void
finds_the_next_page(void **state)
{
    static const struct {
        const char *name, *html, *page, *want;
    } cases[] = {
        { "link rel", "<link rel=next href='/l?page=2'>", "https://a.example/l",
            "https://a.example/l?page=2" },
        { "link to the next article",
            "<link rel=next title='How to cook' href=/cook>",
            "https://a.example/eat", NULL },
        { "German", "<div class=pager><a href='?s=2'>Weiter</a></div>",
            "https://a.example/l", "https://a.example/l?s=2" },
        { "Chinese", "<a href=list_7_2.html>下一页</a>", "https://a.example/n/",
            "https://a.example/n/list_7_2.html" },
        { "arrow in a pager",
            "<ul class=pagination><li><a href='?p=3'>1</a><li>"
            "<a href='?p=5'>&raquo;</a></ul>",
            "https://a.example/l?p=4", "https://a.example/l?p=5" },
        { "arrow elsewhere", "<p><a href=/news>News</a> <a href=/x>»</a>",
            "https://a.example/l", NULL },
        { "icon",
            "<nav class=pages><a href='?page=2'><i class=fa-chevron-right>"
            "</i></a></nav>",
            "https://a.example/l", "https://a.example/l?page=2" },
        { "numbers",
            "<div class=paging><a href='?n=1'>1</a> <b>2</b> <a href='?n=3'>3"
            "</a> <a href='?n=4'>4</a></div>",
            "https://a.example/l?n=2", "https://a.example/l?n=3" },
        { "last of the numbers",
            "<div class=paging><a href='?n=1'>1</a> <a href='?n=2'>2</a> "
            "<b>3</b></div>",
            "https://a.example/l?n=3", NULL },
        { "picture",
            "<a href='index2.html' rel=next title='Next Page - Results 2 to 4'>"
            "<img alt=Next></a>",
            "https://a.example/f/", "https://a.example/f/index2.html" },
        { "slider",
            "<div class=carousel><a class=next href='/p/2'>Next</a></div>",
            "https://a.example/", NULL },
        { "script", "<a rel=next href='javascript:go(2)'>Next</a>",
            "https://a.example/", NULL },
        { "another site", "<a rel=next href='https://b.example/?page=2'>Next",
            "https://a.example/", NULL },
        { "back", "<div class=pager><a href='?page=1'>« Zurück</a></div>",
            "https://a.example/l?page=2", NULL },
        { "back, with the arrow of a script from right to left",
            "<div class=pagination><span class=prev_next><a rel=prev "
            "href='?page=2'><i class=arrow-right></i></a></span></div>",
            "https://a.example/thread-3.html", NULL },
        { "next article",
            "<div class=pagination><a class=nav-next href=/b>Next post</a>",
            "https://a.example/a", NULL },
        { "itself", "<a rel=next class=next href='#x'>Next</a>",
            "https://a.example/a", NULL },
        { "nothing", "<p>1 2 3</p>", "https://a.example/a", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *got = next_of(str_of(cases[i].html), str_of(cases[i].page));

        CHECK_TEXT(got, cases[i].want, cases[i].name);
        free(got);
    }
    check_end();
}

/* The next page of a saved page, as its annotation would write it. */
static char *
next_of_file(const char *path, struct str address)
{
    struct buf bytes = BUF_MAX(LIMIT_BODY_BYTES), utf8 = bytes;
    struct charset c;
    struct fail fail;
    char *next;

    if (file_read(&bytes, path, &fail) != 0)
        fail_msg("%s", fail.text);
    charset_decide(&c, buf_str(&bytes), STR_NONE);
    charset_to_utf8(&utf8, buf_str(&bytes), &c);
    next = next_of(buf_str(&utf8), address);
    buf_clear(&bytes);
    buf_clear(&utf8);
    return next;
}

/* The annotations resolve links against the page, not against <base>, and
 * leave percent-encoding as it is written: both sides are made canonical. */
static int
same_page(const char *got, struct str want)
{
    struct fail fail;
    char *a = url_resolve(STR_NONE, str_of(got), &fail);
    char *b = url_resolve(STR_NONE, want, &fail);
    int same = a != NULL && b != NULL && strcmp(a, b) == 0;

    free(a);
    free(b);
    return same;
}

static void
agrees_with_annotations(void **state)
{
    const char *index = check_data("pages/pagination.jsonl");
    struct buf text = BUF_MAX(4u << 20);
    struct fail fail;
    struct str rest, line;
    int right = 0, wrong = 0, missed = 0;
    double f1;

    (void)state;
    if (file_read(&text, index, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct js *j = NULL;
        struct str want;
        char name[512], *got;
        int same;

        if (js_parse(&j, line, &fail) != 0)
            fail_msg("%s", fail.text);
        snprintf(name, sizeof name, "pages/" STR_FMT,
            STR_ARG(js_get_text(j, "file")));
        want = js_get_text(j, "next");
        got = next_of_file(check_data(name), js_get_text(j, "page_url"));
        same = got != NULL && want.len > 0 && same_page(got, want);
        right += same;
        wrong += got != NULL && !same;
        missed += want.len > 0 && !same;
        if (!same && (got != NULL || want.len > 0))
            print_message("  %s: got %s, want " STR_FMT "\n", name,
                got ? got : "none", STR_ARG(want));
        free(got);
        js_free(j);
    }
    buf_clear(&text);
    f1 = 2.0 * right / (2.0 * right + wrong + missed);
    print_message("next page: right %d, wrong %d, missed %d, F1 %.3f\n", right,
        wrong, missed, f1);
    assert_true(f1 >= 0.85);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_next_page),
        cmocka_unit_test(agrees_with_annotations),
    };

    return cmocka_run_group_tests_name("crawler/pagination", tests, NULL, NULL);
}
