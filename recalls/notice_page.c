#include "recalls/notice_page.h"

#include "base/mem.h"
#include "base/xml_html.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

#define LINES_BYTES_MAX (2u << 20)
#define FIELDS_MAX 200
/* Fields in fields; a notice has one or two levels. */
#define OPEN_MAX 16

/* Elements whose text stands on a line of its own. */
static const char *const blocks[] = { "address", "article", "blockquote", "br",
    "dd", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p",
    "section", "table", "td", "th", "time", "title", "tr", "ul" };

/* Open fields, the innermost last. */
struct reading {
    struct notice_page *page;
    struct str prefix;
    struct {
        struct buf *text;
        int depth;
    } open[OPEN_MAX];
    size_t open_count;
    int label_depth;   /* of the label that is open, or 0 */
    int heading_depth; /* of the first h1, or 0 */
    int title_depth;
};

static void
buf_free_any(void *any)
{
    struct buf *b = any;

    if (b != NULL)
        buf_clear(b);
    free(b);
}

/* A new line, unless one has just begun. */
static void
break_line(struct buf *out)
{
    while (out->len > 0 && out->p[out->len - 1] == ' ')
        buf_cut(out, out->len - 1);
    if (out->len > 0 && out->p[out->len - 1] != '\n')
        buf_addc(out, '\n');
}

static void
break_lines(struct reading *r)
{
    break_line(&r->page->lines);
    for (size_t i = 0; i < r->open_count; i++)
        break_line(r->open[i].text);
}

/* Text with runs of white space as one blank. */
static void
add_words(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];
        int blank = c <= ' ';

        if (c == 0xC2 && i + 1 < text.len &&
            (unsigned char)text.p[i + 1] == 0xA0) {
            blank = 1;
            i++;
        } else if (c == 0xE3 && i + 2 < text.len &&
                   memcmp(text.p + i, "\xE3\x80\x80", 3) == 0) {
            blank = 1; /* the ideographic space */
            i += 2;
        }
        if (!blank)
            buf_addc(out, (char)c);
        else if (out->len > 0 && out->p[out->len - 1] != ' ' &&
                 out->p[out->len - 1] != '\n')
            buf_addc(out, ' ');
    }
}

/* The name of the field that a class attribute names; empty if none. */
static struct str
field_name(struct str classes, struct str prefix)
{
    struct str word;

    while (str_next_word(&classes, &word)) {
        ptrdiff_t at = str_find(word, prefix, 0);

        if (at >= 0)
            return str_sub(word, (size_t)at + prefix.len, word.len);
    }
    return STR_NONE;
}

static int
has_word(struct str classes, const char *wanted)
{
    struct str word;

    while (str_next_word(&classes, &word))
        if (str_is(word, wanted))
            return 1;
    return 0;
}

static void
open_field(struct reading *r, struct str name, int depth)
{
    struct buf *text;

    if (name.len == 0 || r->open_count == OPEN_MAX)
        return;
    text = map_get(r->page->fields, name);
    if (text == NULL) {
        if (map_count(r->page->fields) >= FIELDS_MAX)
            return;
        text = mem_new(sizeof *text);
        *text = BUF_MAX(LIMIT_FIELD_BYTES);
        map_put(r->page->fields, name, text);
    }
    break_line(text);
    r->open[r->open_count].text = text;
    r->open[r->open_count++].depth = depth;
}

static void
note_head(struct reading *r, const struct xml_element *e)
{
    struct notice_page *p = r->page;

    if (str_is(e->name, "link") &&
        str_is_nocase(xml_attr(e, "rel"), "canonical") && p->canonical.len == 0)
        buf_adds(&p->canonical, str_trim(xml_attr(e, "href")));
    else if (str_is(e->name, "time") && p->date.len == 0)
        buf_adds(&p->date, str_trim(xml_attr(e, "datetime")));
    else if (str_is(e->name, "h1") && p->heading.len == 0 &&
             r->heading_depth == 0)
        r->heading_depth = e->depth;
    else if (str_is(e->name, "title") && p->title.len == 0)
        r->title_depth = e->depth;
}

static int
on_open(void *ctx, const struct xml_element *e)
{
    struct reading *r = ctx;
    struct str classes = xml_attr(e, "class");

    if (str_is_one_of(e->name, blocks, COUNT(blocks)))
        break_lines(r);
    note_head(r, e);
    if (r->prefix.len > 0)
        open_field(r, field_name(classes, r->prefix), e->depth);
    if (r->label_depth == 0 &&
        (has_word(classes, "field__label") || has_word(classes, "field-label")))
        r->label_depth = e->depth;
    return 0;
}

static int
on_text(void *ctx, struct str text)
{
    struct reading *r = ctx;

    if (r->title_depth > 0) {
        add_words(&r->page->title, text);
        return 0;
    }
    if (r->heading_depth > 0)
        add_words(&r->page->heading, text);
    if (r->label_depth == 0)
        for (size_t i = 0; i < r->open_count; i++)
            add_words(r->open[i].text, text);
    add_words(&r->page->lines, text);
    return 0;
}

static int
on_close(void *ctx, const struct xml_element *e)
{
    struct reading *r = ctx;

    if (str_is_one_of(e->name, blocks, COUNT(blocks)))
        break_lines(r);
    while (r->open_count > 0 && r->open[r->open_count - 1].depth >= e->depth)
        r->open_count--;
    if (r->label_depth >= e->depth)
        r->label_depth = 0;
    if (r->heading_depth >= e->depth)
        r->heading_depth = 0;
    if (r->title_depth >= e->depth)
        r->title_depth = 0;
    return 0;
}

int
notice_page_read(struct notice_page *out, struct str text, const char *prefix,
    struct fail *fail)
{
    static const struct xml_handler handler = { on_open, on_text, on_close };
    struct reading r = { .page = out, .prefix = str_of(prefix) };

    *out = (struct notice_page){ .title = BUF_MAX(LIMIT_SHORT_BYTES),
        .heading = BUF_MAX(LIMIT_SHORT_BYTES),
        .lines = BUF_MAX(LINES_BYTES_MAX),
        .canonical = BUF_MAX(LIMIT_URL_BYTES),
        .date = BUF_MAX(64),
        .fields = map_new(buf_free_any) };
    return xml_html_parse(text, &handler, &r, fail) < 0 ? -1 : 0;
}

void
notice_page_clear(struct notice_page *p)
{
    buf_clear(&p->title);
    buf_clear(&p->heading);
    buf_clear(&p->lines);
    buf_clear(&p->canonical);
    buf_clear(&p->date);
    map_free(p->fields);
    p->fields = NULL;
}

struct str
notice_page_field(const struct notice_page *p, const char *name)
{
    const struct buf *text = map_get(p->fields, str_of(name));

    return text != NULL ? str_trim(buf_str(text)) : STR_NONE;
}

/* --- links --- */

struct linking {
    int (*visit)(
        struct str href, struct str text, struct str around, void *ctx);
    void *ctx;
    struct buf href, text, around;
    int link_depth;  /* of the link that is open, or 0 */
    int block_depth; /* of the block around, or 0 */
    int stop;
};

/* Tell of the link of the block that ends. */
static void
tell(struct linking *l)
{
    if (l->href.len > 0 && l->stop == 0)
        l->stop = l->visit(buf_str(&l->href), str_trim(buf_str(&l->text)),
            str_trim(buf_str(&l->around)), l->ctx);
    buf_reset(&l->href);
    buf_reset(&l->text);
}

static int
link_open(void *ctx, const struct xml_element *e)
{
    static const char *const around[] = { "li", "tr", "p", "dd", "article" };
    struct linking *l = ctx;

    if (str_is_one_of(e->name, around, COUNT(around))) {
        tell(l);
        buf_reset(&l->around);
        l->block_depth = e->depth;
    } else if (str_is(e->name, "a") && xml_attr(e, "href").len > 0) {
        tell(l); /* a second link in one block */
        buf_adds(&l->href, str_trim(xml_attr(e, "href")));
        l->link_depth = e->depth;
    }
    return l->stop;
}

static int
link_text(void *ctx, struct str text)
{
    struct linking *l = ctx;

    add_words(l->link_depth > 0 ? &l->text : &l->around, text);
    return 0;
}

static int
link_close(void *ctx, const struct xml_element *e)
{
    struct linking *l = ctx;

    if (l->link_depth >= e->depth) {
        l->link_depth = 0;
        if (l->block_depth == 0)
            tell(l);
    }
    if (l->block_depth >= e->depth) {
        l->block_depth = 0;
        tell(l);
        buf_reset(&l->around);
    }
    return l->stop;
}

int
notice_page_links(struct str text,
    int (*visit)(
        struct str href, struct str text, struct str around, void *ctx),
    void *ctx, struct fail *fail)
{
    static const struct xml_handler handler = { link_open, link_text,
        link_close };
    struct linking l = { .visit = visit,
        .ctx = ctx,
        .href = BUF_MAX(LIMIT_URL_BYTES),
        .text = BUF_MAX(LIMIT_SHORT_BYTES),
        .around = BUF_MAX(LIMIT_SHORT_BYTES) };
    int rc = xml_html_parse(text, &handler, &l, fail);

    if (rc == 0)
        tell(&l);
    buf_clear(&l.href);
    buf_clear(&l.text);
    buf_clear(&l.around);
    return rc < 0 ? -1 : l.stop;
}
