/* The tree against html5lib's tree-construction cases, beside the tree. What
 * crawler/html leaves out on purpose is left out of what is wanted too:
 * comments, document types, what stands in drawings, blanks at the edges of a
 * text. Fragments and cases with scripts on are not for a page that is read,
 * and NUL is taken out before (base/charset.h). What differs is printed with
 * SHELFWATCH_SUITE=1. */
#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"
#include "tests/html_walk.h"

#include <stdlib.h>

#define ATTRS_MAX 64
#define CASE_MAX (1u << 20)

/* Of 1,556. The others: what may stand in a select now (24; the rules before
 * that read pages as they were written for), the case of names in drawings and
 * formulas, CDATA and plaintext there, four single ones. */
#define AGREE_MIN 1517

/* The same where the page goes on behind the case, so that what is written as
 * usual is read at once (crawler/html_usual.c). Fewer, because a case that ends
 * in the middle of something goes on with the comment. */
#define AGREE_BEFORE_MORE_MIN 1359
#define MORE "<!-- so that the case is not the end of the page -->"

struct tally {
    struct html tree;
    size_t cases, agree, before_more;
};

static const char *const files[] = { "adoption01", "adoption02", "blocks",
    "comments01", "doctype01", "domjs-unsafe", "entities01", "entities02",
    "html5test-com", "inbody01", "isindex", "main-element", "math",
    "menuitem-element", "namespace-sensitivity", "noscript01",
    "pending-spec-changes", "pending-spec-changes-plain-text-unsafe",
    "plain-text-unsafe", "quirks01", "ruby", "scriptdata01", "search-element",
    "svg", "tables01", "template", "tests1", "tests2", "tests3", "tests4",
    "tests5", "tests6", "tests7", "tests8", "tests9", "tests10", "tests11",
    "tests12", "tests14", "tests15", "tests16", "tests17", "tests18", "tests19",
    "tests20", "tests21", "tests22", "tests23", "tests24", "tests25", "tests26",
    "tricky01", "void-in-phrasing", "webkit01", "webkit02" };

/* --- What both say, in lines --- */

static int
text_cmp(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* An element: its attributes follow in the order of their names. */
static void
put_element(
    struct buf *out, size_t depth, struct str name, char **attr, size_t attrs)
{
    buf_addf(out, "%zu<" STR_FMT, depth, STR_ARG(name));
    qsort(attr, attrs, sizeof attr[0], text_cmp);
    for (size_t i = 0; i < attrs; i++) {
        buf_addf(out, " %s", attr[i]);
        free(attr[i]);
    }
    buf_addc(out, '\n');
}

/* What is known of one side, line by line. */
struct side {
    struct buf out, text; /* text: of one place, not written yet */
    size_t depth;         /* of the text */
    char *attr[ATTRS_MAX];
    size_t attrs;
    struct buf name; /* of an element that is not written yet */
    size_t name_depth;
};

static void
side_init(struct side *s)
{
    memset(s, 0, sizeof *s);
    s->out = s->text = s->name = BUF_MAX(CASE_MAX);
}

static void
side_clear(struct side *s)
{
    buf_clear(&s->out);
    buf_clear(&s->text);
    buf_clear(&s->name);
}

/* Write what waits: an element, and text with single blanks and none at its
 * edges. */
static void
flush(struct side *s)
{
    struct str rest = buf_str(&s->text), word;
    int begun = 0;

    if (s->name.len > 0)
        put_element(
            &s->out, s->name_depth, buf_str(&s->name), s->attr, s->attrs);
    s->attrs = 0;
    buf_reset(&s->name);
    while (str_next_word(&rest, &word)) {
        if (begun)
            buf_addc(&s->out, ' ');
        else
            buf_addf(&s->out, "%zu\"", s->depth);
        begun = 1;
        buf_adds(&s->out, word);
    }
    if (begun)
        buf_addc(&s->out, '\n');
    buf_reset(&s->text);
}

static void
put_open(struct side *s, size_t depth, struct str name)
{
    flush(s);
    buf_adds(&s->name, name);
    s->name_depth = depth;
}

static void
put_attr(struct side *s, struct str text)
{
    if (s->attrs < ATTRS_MAX)
        s->attr[s->attrs++] = str_dup(text);
}

static void
put_text(struct side *s, size_t depth, struct str text)
{
    if (s->name.len > 0 || s->depth != depth)
        flush(s);
    s->depth = depth;
    buf_adds(&s->text, text);
}

static void
read_tree(struct side *s, const struct html *h)
{
    const struct html_node *n = h->root;
    size_t depth = 0, before = 0;

    while (n != NULL) {
        if (n->kind == HTML_TEXT) {
            put_text(s, depth, n->text);
        } else {
            put_open(s, depth, n->name);
            for (struct html_attr *a = n->attrs; a != NULL; a = a->next) {
                struct buf b = BUF_MAX(CASE_MAX);

                buf_addf(&b, STR_FMT "=\"" STR_FMT "\"", STR_ARG(a->name),
                    STR_ARG(a->value));
                put_attr(s, buf_str(&b));
                buf_clear(&b);
            }
        }
        before = depth;
        n = html_walk(n, !str_is(n->name, "svg"), &depth);
        if (depth < before)
            flush(s);
    }
    flush(s);
}

/* --- What a case wants --- */

struct wanted {
    struct side side;
    size_t content[32], contents; /* depths of open templates' contents */
    size_t drawing;               /* depth of the svg around; 0: none */
};

static void
read_element(struct wanted *w, size_t depth, struct str tag)
{
    tag = str_sub(tag, 1, tag.len > 2 ? tag.len - 2 : 0);
    if (str_starts(tag, STR("svg ")))
        tag = str_sub(tag, 4, tag.len);
    else if (str_starts(tag, STR("math ")))
        tag = str_sub(tag, 5, tag.len);
    put_open(&w->side, depth, tag);
    w->drawing = str_is(tag, "svg") ? depth : 0;
}

/* "xlink href" is how a case writes the name "xlink:href". */
static void
put_wanted_attr(struct wanted *w, struct str line)
{
    struct buf b = BUF_MAX(CASE_MAX);

    buf_adds(&b, line);
    for (size_t i = 0; i < b.len && b.p[i] != '='; i++)
        if (b.p[i] == ' ')
            b.p[i] = ':';
    put_attr(&w->side, buf_str(&b));
    buf_clear(&b);
}

/* A line without "| ", with what goes on in the next ones. */
static void
read_wanted(struct wanted *w, struct str line)
{
    size_t depth = 0;

    while (str_starts(line, STR("  "))) {
        line = str_sub(line, 2, line.len);
        depth++;
    }
    while (w->contents > 0 && depth <= w->content[w->contents - 1])
        w->contents--;
    if (str_is(line, "content") && w->contents < COUNT(w->content)) {
        w->content[w->contents++] = depth;
        return;
    }
    depth -= w->contents;
    if (w->drawing > 0 && depth > w->drawing &&
        (depth > w->drawing + 1 || line.p[0] == '<' || line.p[0] == '"'))
        return;
    if (line.len > 0 && line.p[0] != '"' && line.p[0] != '<') {
        put_wanted_attr(w, line);
        return;
    }
    if (str_starts(line, STR("<!")) || str_starts(line, STR("<?")))
        return;
    if (str_starts(line, STR("<")))
        read_element(w, depth, line);
    else if (line.len > 1)
        put_text(&w->side, depth, str_sub(line, 1, line.len - 2));
}

static void
read_document(struct side *out, struct str text)
{
    struct wanted w = { .contents = 0 };
    struct buf whole = BUF_MAX(CASE_MAX);
    struct str line;

    side_init(&w.side);
    while (str_next(&text, '\n', &line)) {
        if (str_starts(line, STR("| "))) {
            if (whole.len > 0)
                read_wanted(&w, buf_str(&whole));
            buf_reset(&whole);
            line = str_sub(line, 2, line.len);
        } else {
            buf_addc(&whole, '\n');
        }
        buf_adds(&whole, line);
    }
    if (whole.len > 0)
        read_wanted(&w, buf_str(&whole));
    flush(&w.side);
    buf_clear(&whole);
    *out = w.side;
}

/* --- Cases --- */

static struct str
section(struct str one, const char *head)
{
    ptrdiff_t at = str_find(one, str_of(head), 0), end;

    if (at < 0)
        return STR_NONE;
    one = str_sub(one, (size_t)at + strlen(head), one.len);
    end = str_find(one, STR("\n#"), 0);
    return end < 0 ? one : str_sub(one, 0, (size_t)end);
}

/* 1 if the tree of the page is as wanted; *got is what it is. */
static int
reads_as(
    struct tally *t, struct str page, const struct side *want, struct side *got)
{
    struct fail fail;

    side_init(got);
    if (html_parse(&t->tree, page, &fail) == 0)
        read_tree(got, &t->tree);
    return str_eq(buf_str(&got->out), buf_str(&want->out));
}

/* one: from behind "#data\n" to the next. */
static void
try_case(struct tally *t, struct str one, const char *file)
{
    ptrdiff_t end = str_find(one, STR("\n#errors"), 0);
    struct str document = section(one, "\n#document\n");
    struct buf more = BUF_MAX(CASE_MAX);
    struct side got, want;

    if (end < 0 || memchr(one.p, '\0', one.len) != NULL ||
        str_find(one, STR("\n#document-fragment"), 0) >= 0 ||
        str_find(one, STR("\n#script-on"), 0) >= 0)
        return;
    while (document.len > 0 && document.p[document.len - 1] == '\n')
        document.len--;
    read_document(&want, document);
    buf_adds(&more, str_sub(one, 0, (size_t)end));
    buf_adds(&more, STR(MORE));
    t->before_more += (size_t)reads_as(t, buf_str(&more), &want, &got);
    side_clear(&got);
    t->cases++;
    if (reads_as(t, str_sub(one, 0, (size_t)end), &want, &got))
        t->agree++;
    else if (getenv("SHELFWATCH_SUITE") != NULL)
        print_message("%s: " STR_FMT "\n--- got\n%s--- want\n%s", file,
            STR_ARG(str_sub(one, 0, (size_t)end)), buf_text(&got.out),
            buf_text(&want.out));
    side_clear(&got);
    side_clear(&want);
    buf_clear(&more);
}

static void
try_file(struct tally *t, const char *path, const char *name)
{
    struct buf text = BUF_MAX(LIMIT_BODY_BYTES);
    struct fail fail = { "" };
    struct str rest;
    ptrdiff_t next;

    if (file_read(&text, path, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_starts(rest, STR("#data\n"))) {
        rest = str_sub(rest, 6, rest.len);
        next = str_find(rest, STR("\n\n#data\n"), 0);
        try_case(t, next < 0 ? rest : str_sub(rest, 0, (size_t)next), name);
        rest = next < 0 ? STR_NONE : str_sub(rest, (size_t)next + 2, rest.len);
    }
    buf_clear(&text);
}

static void
builds_the_trees_of_the_suite(void **state)
{
    struct tally t = { .cases = 0 };

    (void)state;
    html_init(&t.tree);
    for (size_t i = 0; i < COUNT(files); i++) {
        char name[200];

        snprintf(name, sizeof name, "suites/html5lib/tree-construction/%s.dat",
            files[i]);
        try_file(&t, check_data(name), files[i]);
    }
    print_message("%zu of %zu trees as html5lib wants, %zu before more\n",
        t.agree, t.cases, t.before_more);
    CHECK_INT(t.agree >= AGREE_MIN, 1, "agreement");
    CHECK_INT(t.before_more >= AGREE_BEFORE_MORE_MIN, 1, "before more");
    html_clear(&t.tree);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_the_trees_of_the_suite),
    };

    return cmocka_run_group_tests_name("crawler/html_suite", tests, NULL, NULL);
}
