#include "tests/check.h"

#include "base/charset.h"
#include "base/charset_label.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"

#define FILE_MAX (16u << 20)

static void
decides(void **state)
{
    static const struct {
        const char *name, *bytes, *type, *want, *where, *text;
    } cases[] = {
        { "nothing is windows-1252", "<p>x", "", "windows-1252", "guess",
            "<p>x" },
        { "mark beats header", "\xEF\xBB\xBF\xC3\xA4", "text/html; charset=gbk",
            "UTF-8", "bom", "ä" },
        { "header beats meta", "<meta charset=big5>",
            "text/html;charset=GB2312", "GBK", "header",
            "<meta charset=big5>" },
        { "quoted header", "x", "text/html; x=1; Charset = \"koi8-r\"",
            "KOI8-R", "header", "x" },
        { "unknown header, meta", "<meta charset=sjis>", "a/b; charset=foo",
            "Shift_JIS", "meta", "<meta charset=sjis>" },
        { "latin1 is windows-1252", "\x80\xE9", "a/b;charset=latin1",
            "windows-1252", "header", "€é" },
        { "undeclared UTF-8", "gr\xC3\xBC\xC3\x9F", "", "UTF-8", "guess",
            "grüß" },
        { "latin1 is a lie", "gr\xC3\xBC\xC3\x9F", "a/b; charset=iso-8859-1",
            "UTF-8", "guess", "grüß" },
        { "UTF-8 is a lie", "\xD6\xD0\xCE\xC4<meta charset=gb2312>",
            "a/b; charset=utf-8", "GBK", "meta", "中文<meta charset=gb2312>" },
        { "one bad byte is no lie", "\xC3\xA4\xC3\xB6\xFF!",
            "a/b; charset=utf-8", "UTF-8", "header", "äö\xEF\xBF\xBD!" },
        { "UTF-16 without NULs is a lie", "abcd", "a/b; charset=utf-16",
            "windows-1252", "guess", "abcd" },
        { "XML declaration", "<?xml version='1.0' encoding='euc-kr'?>\xB0\xA1",
            "", "EUC-KR", "meta", "<?xml version='1.0' encoding='euc-kr'?>가" },
        { "ISO-2022-JP", "\x1B$B$\"\x1B(B", "", "ISO-2022-JP", "guess", "あ" },
        { "replacement", "secret", "a/b; charset=iso-2022-cn", "replacement",
            "header", "\xEF\xBF\xBD" },
        { "ISO-8859-16", "\xAA\xE3", "a/b; charset=iso-8859-16", "ISO-8859-16",
            "header", "Șă" },
        { "x-user-defined", "a\xFF", "a/b; charset=x-user-defined",
            "x-user-defined", "header", "a\xEF\x9F\xBF" },
        { "Big5 with a lone lead byte", "\xA4\xA4\xA4<b>", "a/b; charset=big5",
            "Big5", "header", "中\xEF\xBF\xBD<b>" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf text = BUF_MAX(4096);
        struct charset c;

        charset_decide(&c, str_of(cases[i].bytes), str_of(cases[i].type));
        CHECK_TEXT(c.name, cases[i].want, cases[i].name);
        CHECK_TEXT(charset_where_name(c.where), cases[i].where, cases[i].name);
        charset_to_utf8(&text, str_of(cases[i].bytes), &c);
        CHECK_TEXT(buf_text(&text), cases[i].text, cases[i].name);
        buf_clear(&text);
    }
    check_end();
}

/* Who does not ask why gets the same encoding, whatever a long page says. */
static void
settles_as_it_decides(void **state)
{
    static const char *const said[] = { "utf-8", "gbk", "big5", "koi8-r",
        "latin1", "utf-16", "replacement", "x-user-defined", "none" };
    static const char *const texts[] = { "", "\xC3\xA9", "\xE4\xB8\xAD", "\xE9",
        "\x1B$B", "\xC4\xE3" };

    (void)state;
    for (size_t i = 0; i < COUNT(said) * COUNT(texts) * 3; i++) {
        const char *text = texts[i / COUNT(said) % COUNT(texts)];
        struct buf page = BUF_MAX(4096), type = BUF_MAX(64);
        struct charset due, got;

        buf_addf(&page, "<meta charset=%s>%1100s", said[i % COUNT(said)], "");
        for (size_t k = 0; k < i / COUNT(said) / COUNT(texts) * 15 + 2; k++)
            buf_addz(&page, text);
        if (i % 2 == 1)
            buf_addf(&type, "a/b; charset=%s", said[i / 2 % COUNT(said)]);
        charset_decide(&due, buf_str(&page), buf_str(&type));
        charset_settle(&got, buf_str(&page), buf_str(&type));
        CHECK_TEXT(got.name, due.name, buf_text(&page));
        CHECK_INT(got.is_clean, due.is_clean, buf_text(&page));
        buf_clear(&page);
        buf_clear(&type);
    }
    check_end();
}

static void
drops_nuls_and_keeps_the_cap(void **state)
{
    struct buf text = BUF_MAX(8);
    struct charset c;

    (void)state;
    charset_decide(&c, STR("a\0\xC3\xA4"), STR_NONE);
    CHECK_INT(charset_to_utf8(&text, STR("a\0\xC3\xA4"), &c), 0, "fits");
    CHECK_TEXT(buf_text(&text), "aä", "NUL is gone");
    buf_reset(&text);
    charset_decide(&c, STR("aaaaaaa\xC3\xA4"), STR_NONE);
    CHECK_INT(
        charset_to_utf8(&text, STR("aaaaaaa\xC3\xA4"), &c), -1, "too long");
    CHECK_TEXT(buf_text(&text), "aaaaaaa", "cut at a code point");
    buf_reset(&text);
    charset_decode(&text, STR("\0\xD8x\0"), "UTF-16LE");
    CHECK_TEXT(buf_text(&text), "\xEF\xBF\xBDx", "lone surrogate");
    buf_clear(&text);
    check_end();
}

/* Every name decodes, and its own name is one of its labels. */
static void
knows_every_label(void **state)
{
    static const char *const labels[] = { "utf8", "866", "l2", "latin3",
        "iso8859-4", "cyrillic", "arabic", "greek", "visual", "logical", "l6",
        "iso885913", "iso8859-14", "l9", "iso-8859-16", "koi", "koi8-ru", "mac",
        "tis-620", "x-cp1250", "cp1251", "ascii", "cp1253", "l5", "cp1255",
        "cp1256", "cp1257", "cp1258", "x-mac-ukrainian", "chinese", "gb18030",
        "big5-hkscs", "x-euc-jp", "csiso2022jp", "windows-31j", "korean",
        "unicodefffe", "ucs-2", "x-user-defined" };

    (void)state;
    for (size_t i = 0; i < COUNT(labels); i++) {
        struct buf text = BUF_MAX(64);
        const char *name = charset_label_find(str_of(labels[i]));

        CHECK_INT(name != NULL, 1, labels[i]);
        if (name == NULL)
            continue;
        CHECK_TEXT(charset_label_find(str_of(name)), name, labels[i]);
        charset_decode(&text, STR("\0A\0A"), name);
        CHECK_INT(utf8_valid(buf_str(&text)) && text.len > 0, 1, name);
        buf_clear(&text);
    }
    CHECK_TEXT(charset_label_find(STR(" \tUTF8\n")), "UTF-8", "trimmed");
    CHECK_TEXT(charset_label_find(STR("utf-8 x")), NULL, "two words");
    CHECK_TEXT(charset_label_find(STR("")), NULL, "empty");
    check_end();
}

static int
same_encoding(struct str bytes, const char *expected)
{
    struct charset c;
    const char *want = charset_label_find(str_of(expected));

    charset_decide(&c, bytes, STR_NONE);
    if (want != NULL && strcmp(c.name, want) == 0)
        return 1;
    print_message("  %.60s: got %s (%s), want %s\n", bytes.p, c.name,
        charset_where_name(c.where), expected);
    return 0;
}

static void
agrees_with_html5lib(void **state)
{
    static const char *const files[] = { "tests1.dat", "tests2.dat",
        "test-yahoo-jp.dat" };
    int right = 0, all = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        char name[128];
        struct buf text = BUF_MAX(FILE_MAX);
        struct fail fail;
        size_t at = 0;

        snprintf(name, sizeof name, "suites/encoding/html5lib/%s", files[i]);
        if (file_read(&text, check_data(name), &fail) != 0)
            fail_msg("%s", fail.text);
        for (;;) {
            struct str all_text = buf_str(&text), rest, want;
            ptrdiff_t data = str_find(all_text, STR("#data\n"), at), tail;

            if (data < 0)
                break;
            data += 6;
            tail = str_find(all_text, STR("\n#encoding\n"), (size_t)data);
            assert_true(tail >= 0);
            at = (size_t)tail + 11;
            rest = str_sub(all_text, at, all_text.len);
            str_next_line(&rest, &want);
            snprintf(name, sizeof name, STR_FMT, STR_ARG(want));
            right += same_encoding(
                str_sub(all_text, (size_t)data, (size_t)(tail - data)), name);
            all++;
        }
        buf_clear(&text);
    }
    print_message("html5lib encoding cases: %d of %d\n", right, all);
    assert_int_equal(right, all);
}

/* The label of a document as our decoder knows it; NULL where it has none. */
static const char *
label_of(struct str label)
{
    static const struct {
        const char *theirs, *ours;
    } others[] = {
        { "CP932", "Shift_JIS" },
        { "CP949", "EUC-KR" },
        { "MacCyrillic", "x-mac-cyrillic" },
        { "utf-8-sig", "UTF-8" },
        { "iso-2022-kr", "ISO-2022-KR" },
        { "IBM855", "IBM855" },
        { "UTF-32BE", "UTF-32BE" },
    };
    const char *name;
    ptrdiff_t dash;

    for (size_t i = 0; i < COUNT(others); i++)
        if (str_is(label, others[i].theirs))
            return others[i].ours;
    name = charset_label_find(label);
    while (name == NULL && label.len > 0) { /* "windows-1250-czech" */
        for (dash = (ptrdiff_t)label.len - 1; dash > 0; dash--)
            if (label.p[dash] == '-')
                break;
        label.len = dash > 0 ? (size_t)dash : 0;
        name = charset_label_find(label);
    }
    return name;
}

static int
document_is_right(const char *path, struct str label, char *got)
{
    struct buf bytes = BUF_MAX(FILE_MAX), a = BUF_MAX(FILE_MAX),
               b = BUF_MAX(FILE_MAX);
    const char *name = label_of(label);
    struct charset c, as_labelled;
    struct fail fail;
    int right;

    if (file_read(&bytes, path, &fail) != 0)
        fail_msg("%s", fail.text);
    charset_decide(&c, buf_str(&bytes), STR_NONE);
    snprintf(got, 64, "%s (%s)", c.name, charset_where_name(c.where));
    charset_to_utf8(&a, buf_str(&bytes), &c);
    /* A label may leave the byte order to the mark. */
    if (c.where == CHARSET_BOM && str_starts(str_of(c.name), label))
        name = c.name;
    as_labelled = (struct charset){ .name = name, .bom_bytes = c.bom_bytes };
    if (name != NULL)
        charset_to_utf8(&b, buf_str(&bytes), &as_labelled);
    right = name != NULL && str_eq(buf_str(&a), buf_str(&b));
    buf_clear(&bytes);
    buf_clear(&a);
    buf_clear(&b);
    return right;
}

static void
reads_labelled_documents(void **state)
{
    const char *index = check_data("suites/encoding/chardet_index.tsv");
    struct buf text = BUF_MAX(FILE_MAX);
    struct fail fail;
    struct str rest, line;
    int right = 0, all = 0;

    (void)state;
    if (file_read(&text, index, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    str_next_line(&rest, &line);
    while (str_next_line(&rest, &line)) {
        struct str file, label;
        char name[512], got[64];

        if (!str_next(&line, '\t', &file) || !str_next(&line, '\t', &label))
            continue;
        snprintf(name, sizeof name, "suites/encoding/" STR_FMT, STR_ARG(file));
        all++;
        if (document_is_right(check_data(name), label, got))
            right++;
        else
            print_message("  " STR_FMT ": got %s, want " STR_FMT "\n",
                STR_ARG(file), got, STR_ARG(label));
    }
    buf_clear(&text);
    print_message("labelled documents: %d of %d\n", right, all);
    assert_true(right * 100 >= all * 90);
}

/* Lines of one decoder file that come out as encoding_rs has them. */
static void
compare_lines(const char *file, const char *name, int *same, int *all)
{
    struct buf in = BUF_MAX(FILE_MAX), ref = in, out = in;
    struct str want, got, a, b;
    struct fail fail;
    char path[128];

    *same = *all = 0;
    snprintf(path, sizeof path, "suites/encoding/encoding_rs/%s_in.txt", file);
    if (file_read(&in, check_data(path), &fail) != 0)
        fail_msg("%s", fail.text);
    snprintf(
        path, sizeof path, "suites/encoding/encoding_rs/%s_in_ref.txt", file);
    if (file_read(&ref, check_data(path), &fail) != 0)
        fail_msg("%s", fail.text);
    charset_decode(&out, buf_str(&in), name);
    want = buf_str(&ref);
    got = buf_str(&out);
    while (str_next_line(&want, &a)) {
        int has = str_next_line(&got, &b);

        *all += 1;
        *same += has && str_eq(a, b);
    }
    buf_clear(&in);
    buf_clear(&ref);
    buf_clear(&out);
}

/* Where ICU 72 differs from the standard: some 400 Hong Kong characters and
 * empty rows below 0x87A1 of Big5, 19 characters of gb18030 that it has in the
 * private-use area, and 21 Roman numerals it reads from empty rows of JIS X
 * 0212. */
static void
decodes_like_encoding_rs(void **state)
{
    static const struct {
        const char *file, *name;
        int percent;
    } cases[] = {
        { "big5", "Big5", 97 },
        { "gb18030", "gb18030", 99 },
        { "shift_jis", "Shift_JIS", 100 },
        { "jis0208", "EUC-JP", 100 },
        { "jis0212", "EUC-JP", 99 },
        { "euc_kr", "EUC-KR", 100 },
        { "iso_2022_jp", "ISO-2022-JP", 100 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int same, all;

        compare_lines(cases[i].file, cases[i].name, &same, &all);
        print_message(
            "encoding_rs %s: %d of %d lines\n", cases[i].file, same, all);
        CHECK_INT(same * 100 >= all * cases[i].percent, 1, cases[i].file);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides),
        cmocka_unit_test(settles_as_it_decides),
        cmocka_unit_test(drops_nuls_and_keeps_the_cap),
        cmocka_unit_test(knows_every_label),
        cmocka_unit_test(agrees_with_html5lib),
        cmocka_unit_test(reads_labelled_documents),
        cmocka_unit_test(decodes_like_encoding_rs),
    };

    return cmocka_run_group_tests_name("base/charset", tests, NULL, NULL);
}
