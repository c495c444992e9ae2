/* Public conformance suites that lie beside the project: figures, with bars
 * where the standard leaves no choice. */
#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/gtin.h"
#include "crawler/extract.h"
#include "crawler/lenient_json.h"

#define FILE_MAX (16u << 20)

struct tally {
    size_t files, right;
    struct extractor *extractor;
};

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* y_ must be read, n_ refused, i_ is free; the lenient reader must bear all,
 * and read what is right. */
static int
try_json(const char *path, void *ctx, struct fail *fail)
{
    struct tally *t = ctx;
    struct buf text = BUF_MAX(FILE_MAX);
    struct js *strict = NULL, *lenient;
    char kind = base_name(path)[0];
    int read;

    if (file_read(&text, path, fail) != 0)
        return -1;
    read = js_parse(&strict, buf_str(&text), NULL) == 0;
    lenient = lenient_json(buf_str(&text));
    if (kind != 'i')
        CHECK_INT(js_is_object(buf_str(&text)),
            read && js_kind(strict) == JS_OBJECT, path);
    if (kind == 'y' || kind == 'n') {
        t->files++;
        t->right += read == (kind == 'y');
        if (read != (kind == 'y'))
            print_message("differs: %s\n", base_name(path));
        if (kind == 'n')
            CHECK_INT(read, 0, path);
    }
    if (kind == 'y' && js_kind(strict) != JS_NULL)
        CHECK_INT(lenient != NULL, 1, path);
    js_free(strict);
    js_free(lenient);
    buf_clear(&text);
    return 0;
}

static void
reads_json(void **state)
{
    const char *dir = check_data("suites/json/test_parsing");
    struct tally t = { 0 };
    struct fail fail = { "" };

    (void)state;
    if (file_each(dir, ".json", try_json, &t, &fail) != 0)
        fail_msg("%s", fail.text);
    print_message("JSONTestSuite: %zu of %zu\n", t.right, t.files);
    /* jansson has no NUL in the name of a member. */
    CHECK_INT(t.files - t.right <= 1, 1, "differ");
    check_end();
}

/* Rows: kind, number, 1 or 0, source. Numbers of other kinds are not ours. */
static void
knows_numbers(void **state)
{
    const char *path = check_data("suites/gtin/gtin_isbn_cases.tsv");
    struct buf text = BUF_MAX(FILE_MAX);
    struct fail fail = { "" };
    struct str rest, line, part[4];
    size_t count = 0, right = 0;

    (void)state;
    if (file_read(&text, path, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        char out[GTIN_BYTES];
        size_t n = 0;
        int known;

        while (n < COUNT(part) && str_next(&line, '\t', &part[n]))
            n++;
        if (n < 3 ||
            !(str_is(part[0], "isEAN") || str_is(part[0], "EAN/UPC/GTIN") ||
                str_is(part[0], "ISBN")))
            continue;
        known =
            gtin_parse(part[1], out) == 0 ||
            (str_is(part[0], "ISBN") && gtin_parse_isbn10(part[1], out) == 0);
        count++;
        right += known == str_is(part[2], "1");
        if (known != str_is(part[2], "1"))
            print_message("differs: " STR_FMT " " STR_FMT " is %s here\n",
                STR_ARG(part[0]), STR_ARG(part[1]), known ? "good" : "bad");
    }
    print_message("trade item numbers: %zu of %zu\n", right, count);
    CHECK_INT(right, count, "all");
    buf_clear(&text);
    check_end();
}

static int
try_page(const char *path, void *ctx, struct fail *fail)
{
    struct tally *t = ctx;
    struct page *p = page_new(STR("https://shop.example/p/1"));
    struct extraction x;
    int rc;

    p->body = BUF_MAX(FILE_MAX);
    p->status = 200;
    rc = file_read(&p->body, path, fail);
    if (rc == 0) {
        extract_page(t->extractor, p, &x);
        CHECK_INT(x.reason != NULL, 1, path);
        t->files++;
        t->right += x.listing_count > 0;
        extraction_clear(&x);
    }
    page_free(p);
    return rc;
}

/* Pages with markup good and bad: all are read to their end. */
static void
bears_markup(void **state)
{
    static const char *const folders[] = { "extruct/schema.org",
        "extruct/schema.org.invalid", "extruct/custom.invalid", "extruct/misc",
        "extruct/w3c", "extruct/w3crdfa", "extruct/websites", "any23/html",
        "any23/html/rdfa" };
    struct fail fail = { "" };

    (void)state;
    for (size_t i = 0; i < COUNT(folders); i++) {
        char name[128];
        struct tally t = { 0 };
        const char *dir;

        snprintf(name, sizeof name, "suites/structured-data/%s", folders[i]);
        dir = check_data(name);
        assert_int_equal(extractor_new(&t.extractor, NULL, &fail), 0);
        if (file_each(dir, "html", try_page, &t, &fail) != 0)
            fail_msg("%s", fail.text);
        print_message(
            "%s: %zu pages, %zu with offers\n", folders[i], t.files, t.right);
        CHECK_INT(t.files > 0, 1, "there are pages");
        extractor_free(t.extractor);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_json),
        cmocka_unit_test(knows_numbers),
        cmocka_unit_test(bears_markup),
    };

    return cmocka_run_group_tests_name("crawler/suites", tests, NULL, NULL);
}
