/* The tree against that of gumbo, a parser written by others, over all saved
 * pages. Every difference must be of a kind that is known and explained. */
#include "tests/check.h"

#include "base/charset.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "crawler/html_gumbo.h"
#include "tests/html_walk.h"

#include <dirent.h>
#include <sys/stat.h>

#define PAGE_MAX (16u << 20)
#define LINES_MAX (128u << 20)

struct tally {
    struct html tree, other;
    size_t pages, nodes, equal;
    size_t late, replaced, differ; /* pages with differences of a kind */
};

/* --- Both trees as lines --- */

/* White space collapsed, over the joint of two texts too. */
static void
put_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = str_is_space(s.p[i]) ? ' ' : s.p[i];

        if (c != ' ' || out->len == 0 || out->p[out->len - 1] != ' ')
            buf_addc(out, c);
    }
}

static void
put_indent(struct buf *out, size_t depth)
{
    if (out->len > 0)
        buf_addc(out, '\n');
    buf_addf(out, "%zu", depth);
}

static void
put_lower(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        buf_addc(out, str_lower(s.p[i]));
}

struct lines {
    struct buf out;
    int in_text;
};

static void
put_open(struct lines *l, size_t depth, struct str name)
{
    l->in_text = 0;
    put_indent(&l->out, depth);
    buf_addc(&l->out, '<');
    put_lower(&l->out, name);
}

static void
put_attr(struct lines *l, struct str name, struct str value)
{
    ptrdiff_t colon = str_find_char(name, ':', 0);

    /* Gumbo drops the prefix of "xlink:href" in drawings. */
    if (colon >= 0 && (str_starts(name, STR("x"))))
        name = str_sub(name, (size_t)colon + 1, name.len);
    buf_addc(&l->out, ' ');
    put_lower(&l->out, name);
    buf_addc(&l->out, '=');
    for (size_t i = 0; i < value.len; i++) {
        if (value.p[i] == '\r') {
            buf_addz(&l->out, "\\n");
            i += i + 1 < value.len && value.p[i + 1] == '\n';
        } else if (value.p[i] == '\n') {
            buf_addz(&l->out, "\\n");
        } else {
            buf_addc(&l->out, value.p[i]);
        }
    }
}

static void
put_characters(struct lines *l, size_t depth, struct str text)
{
    if (!l->in_text) {
        put_indent(&l->out, depth);
        buf_addc(&l->out, '"');
    }
    l->in_text = 1;
    put_text(&l->out, text);
}

static void
lines_of(struct lines *l, const struct html *h)
{
    const struct html_node *n = h->root;
    size_t depth = 0, before = 0;

    while (n != NULL) {
        if (n->kind == HTML_TEXT) {
            put_characters(l, depth, n->text);
        } else {
            put_open(l, depth, n->name);
            for (const struct html_attr *a = n->attrs; a; a = a->next)
                put_attr(l, a->name, a->value);
        }
        before = depth;
        n = html_walk(n, 1, &depth);
        if (depth < before)
            l->in_text = 0;
    }
}

/* --- Pages --- */

static int
same_text(struct str a, struct str b, struct str c)
{
    struct buf joined = BUF_MAX(LINES_MAX);
    int same;

    put_text(&joined, a);
    put_text(&joined, b);
    same = str_eq(buf_str(&joined), c);
    buf_clear(&joined);
    return same;
}

/* A line of text: its depth and what follows the quote. */
static int
read_text(struct str line, uint64_t *depth, struct str *text)
{
    ptrdiff_t quote = str_find_char(line, '"', 0);

    if (quote < 0 || str_to_u64(str_sub(line, 0, (size_t)quote), depth) != 0)
        return 0;
    *text = str_sub(line, (size_t)quote + 1, line.len);
    return 1;
}

/* Gumbo puts text that stands before </form> behind the form: it takes the
 * form off the stack before it makes the node. */
static int
is_late_text(struct str ours, struct str *rest, struct str theirs)
{
    struct str text, late, next = *rest, line = STR_NONE, more = STR_NONE;
    uint64_t depth, late_depth, more_depth;

    if (!read_text(ours, &depth, &text) ||
        !read_text(theirs, &late_depth, &late) || late_depth >= depth)
        return 0;
    if (str_next(&next, '\n', &line) && read_text(line, &more_depth, &more) &&
        more_depth == late_depth && same_text(text, more, late)) {
        *rest = next;
        return 1;
    }
    return str_eq(text, late);
}

/* Gumbo puts U+FFFD for controls (U+0080 to U+009F) and for code points that
 * are no characters; the standard calls them errors and keeps them. */
static int
same_but_replaced(struct str ours, struct str theirs)
{
    size_t i = 0, k = 0;

    while (i < ours.len && k < theirs.len) {
        uint32_t a = utf8_next(ours, &i), b = utf8_next(theirs, &k);

        if (a != b && (b != UTF8_BAD || (a > 0x9F && (a & 0xFFFE) != 0xFFFE &&
                                            (a < 0xFDD0 || a > 0xFDEF))))
            return 0;
    }
    return i == ours.len && k == theirs.len;
}

static void
compare(struct tally *t, const char *path, struct str page)
{
    struct lines ours = { BUF_MAX(LINES_MAX), 0 };
    struct lines theirs = { BUF_MAX(LINES_MAX), 0 };
    struct str a, b, line_a, line_b;
    struct fail fail = { "" };
    size_t line = 0, differ = 0, late = 0, replaced = 0;

    CHECK_INT(html_gumbo_parse(&t->other, page, &fail), 0, path);
    lines_of(&theirs, &t->other);
    CHECK_INT(html_parse(&t->tree, page, &fail), 0, path);
    lines_of(&ours, &t->tree);
    a = buf_str(&ours.out);
    b = buf_str(&theirs.out);
    while (str_next(&a, '\n', &line_a) && str_next(&b, '\n', &line_b)) {
        line++;
        if (str_eq(line_a, line_b))
            continue;
        if (is_late_text(line_a, &a, line_b)) {
            late++;
            continue;
        }
        if (same_but_replaced(line_a, line_b)) {
            replaced++;
            continue;
        }
        if (differ++ == 0)
            print_message("%s: line %zu\n  ours  " STR_FMT "\n  gumbo " STR_FMT
                          "\n",
                path, line, STR_ARG(str_sub(line_a, 0, 300)),
                STR_ARG(str_sub(line_b, 0, 300)));
    }
    t->differ += differ > 0 || a.len != b.len;
    t->late += late > 0;
    t->replaced += replaced > 0;
    t->pages++;
    t->nodes += t->tree.node_count;
    t->equal += differ + late + replaced == 0;
    buf_clear(&ours.out);
    buf_clear(&theirs.out);
}

static void
try_page(struct tally *t, const char *path)
{
    struct buf bytes = BUF_MAX(PAGE_MAX), utf8 = BUF_MAX(2 * PAGE_MAX);
    struct charset charset;
    struct fail fail = { "" };

    if (file_read(&bytes, path, &fail) != 0)
        fail_msg("%s", fail.text);
    charset_decide(&charset, buf_str(&bytes), STR(""));
    charset_to_utf8(&utf8, buf_str(&bytes), &charset);
    compare(t, path, buf_str(&utf8));
    buf_clear(&bytes);
    buf_clear(&utf8);
}

static void
try_all(struct tally *t, const char *path)
{
    struct stat st;
    DIR *dir;

    if (stat(path, &st) != 0)
        return;
    if (!S_ISDIR(st.st_mode)) {
        if (strstr(path, ".htm") != NULL)
            try_page(t, path);
        return;
    }
    dir = opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        struct buf child = BUF_MAX(4096);

        buf_addf(&child, "%s/%s", path, e->d_name);
        if (e->d_name[0] != '.')
            try_all(t, buf_text(&child));
        buf_clear(&child);
    }
    if (dir != NULL)
        closedir(dir);
}

static void
agrees_on_real_pages(void **state)
{
    const char *dir = check_data("pages");
    struct tally t = { 0 };

    (void)state;
    html_init(&t.tree);
    html_init(&t.other);
    try_all(&t, dir);
    print_message("%zu pages, %zu nodes: %zu have gumbo's tree; in %zu gumbo "
                  "puts text before </form> behind it, in %zu it replaces "
                  "controls; %zu differ otherwise\n",
        t.pages, t.nodes, t.equal, t.late, t.replaced, t.differ);
    CHECK_INT(t.differ, 0, "pages that differ");
    CHECK_INT(t.replaced <= 10, 1, "pages with controls");
    html_clear(&t.tree);
    html_clear(&t.other);
    check_end();
}

/* An element as name(children), text as it is. */
static void
put_tree(struct buf *out, const struct html_node *n)
{
    if (n->kind == HTML_TEXT) {
        buf_adds(out, n->text);
        return;
    }
    buf_adds(out, n->name);
    buf_addc(out, '(');
    for (const struct html_node *child = n->first; child; child = child->next)
        put_tree(out, child);
    buf_addc(out, ')');
}

/* Of the standard's own examples and of what shops write. */
static void
mends_broken_pages(void **state)
{
    static const struct {
        const char *name, *page, *want;
    } cases[] = {
        { "crossed b and i", "<p>1<b>2<i>3</b>4</i>5</p>",
            "body(p(1b(2i(3))i(4)5))" },
        { "a block in b", "<b>1<p>2</b>3</p>", "body(b(1)p(b(2)3))" },
        { "b is open across cells", "<table><td><b>1<td>2</table>3",
            "body(table(tbody(tr(td(b(1))td(2))))3)" },
        { "text in a table", "<table>a<tr><td>b</table>c",
            "body(atable(tbody(tr(td(b))))c)" },
        { "a in a", "<a>1<a>2", "body(a(1)a(2))" },
        { "li and p end themselves", "<ul><li>1<li><p>2<p>3</ul>4",
            "body(ul(li(1)li(p(2)p(3)))4)" },
        { "dd and dt", "<dl><dt>1<dd>2<dt>3</dl>",
            "body(dl(dt(1)dd(2)dt(3)))" },
        { "p around a table", "<!DOCTYPE html><p>1<table></table>2",
            "body(p(1)table()2)" },
        { "of old pages", "<p>1<table></table>2", "body(p(1table()2))" },
        { "stray end tags", "</b>1</div></p>2</br>3", "body(1p()2br()3)" },
        { "select in a table", "<table><tr><td><select><option>1<td>2",
            "body(table(tbody(tr(td(select(option(1)))td(2)))))" },
        { "drawing", "<p>1<svg><g><svg></svg><p>x</svg>2", "body(p(1svg()2))" },
        { "formula", "<math><mi>x<b>y</b></math>z", "body(math(mi(xb(y)))z)" },
        { "a tag that breaks out", "<math><mrow><p>1",
            "body(math(mrow())p(1))" },
        { "template", "<div><template><tr><td>1</template>2",
            "body(div(template(tr(td(1)))2))" },
        { "comments part no text", "1<!-- -->2<!---->3", "body(123)" },
        { "form in form", "<form>1<form>2</form>3", "body(form(12)3)" },
        { "button in button", "<button>1<button>2",
            "body(button(1)button(2))" },
        { "headings", "<h1>1<h2>2</h1>3", "body(h1(1)h2(2)3)" },
        { "nobr", "<nobr>1<nobr>2", "body(nobr(1)nobr(2))" },
        { "ruby", "<ruby>1<rt>2<rp>3</ruby>", "body(ruby(1rt(2)rp(3)))" },
        { "pre", "<pre>\n\n1</pre>", "body(pre( 1))" },
        { "behind the body", "</body></html>1<p>2", "body(1p(2))" },
    };
    struct html h;

    (void)state;
    html_init(&h);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(1000);
        struct fail fail = { "" };

        CHECK_INT(html_parse(&h, str_of(cases[i].page), &fail), 0, "parse");
        put_tree(&out, html_find(h.root, "body"));
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
    }
    html_clear(&h);
    check_end();
}

/* The other parser has no cap on depth: its tree needs no stack, and one that
 * does not fit is an error. */
static void
the_other_survives_depth(void **state)
{
    static const struct {
        int depth, rc;
    } cases[] = { { 2000, 0 }, { 20000, -1 }, { 10, 0 } };
    struct html h;

    (void)state;
    html_init(&h);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf page = BUF_MAX(1u << 20);
        struct fail fail = { "" };

        for (int k = 0; k < cases[i].depth; k++)
            buf_addz(&page, "<div>");
        CHECK_INT(html_gumbo_parse(&h, buf_str(&page), &fail), cases[i].rc,
            fail.text);
        CHECK_INT(h.root != NULL, cases[i].rc == 0, "a tree");
        if (cases[i].rc == 0)
            CHECK_INT(h.node_count > (uint32_t)cases[i].depth, 1, "all of it");
        buf_clear(&page);
    }
    html_clear(&h);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(agrees_on_real_pages),
        cmocka_unit_test(mends_broken_pages),
        cmocka_unit_test(the_other_survives_depth) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
