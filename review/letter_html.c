#include "review/letter_html.h"

#include "base/mem.h"
#include "core/document.h"
#include "review/asset.h"

#include <stdio.h>

/* Which element stands open. */
enum open { NOTHING, PARAGRAPH, LIST, TABLE };

struct writer {
    struct markup *m;
    enum open open;
    int level;
    int inside; /* 1: a list item or a table cell stands open too */
};

/* Close list item or row. */
static void
end_inside(struct writer *w)
{
    if (!w->inside)
        return;
    markup_close(w->m);
    if (w->open == TABLE)
        markup_close(w->m);
    w->inside = 0;
}

static void
end_block(struct writer *w)
{
    end_inside(w);
    if (w->open == TABLE)
        markup_close(w->m); /* tbody */
    if (w->open != NOTHING)
        markup_close(w->m);
    w->open = NOTHING;
}

static void
begin_block(struct writer *w, enum open kind)
{
    static const char *const tags[] = { "", "p", "ul", "table" };

    if (w->open == kind)
        return;
    end_block(w);
    markup_open(w->m, tags[kind], NO_ATTRS);
    if (kind == TABLE)
        markup_open(w->m, "tbody", NO_ATTRS);
    w->open = kind;
}

static void
heading(struct writer *w, int level, struct str text)
{
    static const char *const tags[] = { "h1", "h2", "h3", "h4", "h5", "h6" };

    end_block(w);
    markup_leaf(w->m, tags[(level < 6 ? level : 6) - 1], NO_ATTRS, text);
}

static void
row(struct writer *w, const struct document_line *l)
{
    begin_block(w, TABLE);
    end_inside(w);
    markup_open(w->m, "tr", NO_ATTRS);
    markup_leaf(w->m, "th", ATTRS({ "scope", STR("row") }), l->label);
    markup_open(w->m, "td", NO_ATTRS);
    markup_leaf(w->m, "bdi", NO_ATTRS, l->text);
    w->inside = 1;
}

static void
line(struct writer *w, const struct document_line *l)
{
    switch (l->kind) {
    case DOCUMENT_TITLE:
        heading(w, w->level, l->text);
        break;
    case DOCUMENT_HEADING:
        heading(w, w->level + 1, l->text);
        break;
    case DOCUMENT_ROW:
        row(w, l);
        break;
    case DOCUMENT_ITEM:
        begin_block(w, LIST);
        end_inside(w);
        markup_open(w->m, "li", NO_ATTRS);
        markup_leaf(w->m, "bdi", NO_ATTRS, l->text);
        w->inside = 1;
        break;
    case DOCUMENT_RULE:
        end_block(w);
        markup_void(w->m, "hr", NO_ATTRS);
        break;
    case DOCUMENT_GAP:
        end_block(w);
        break;
    case DOCUMENT_MORE:
    case DOCUMENT_LINE:
        if (l->kind == DOCUMENT_LINE && w->open != PARAGRAPH)
            begin_block(w, PARAGRAPH);
        else if (w->open == NOTHING)
            begin_block(w, PARAGRAPH);
        else
            markup_void(w->m, "br", NO_ATTRS);
        markup_leaf(w->m, "bdi", NO_ATTRS, l->text);
        break;
    }
}

void
letter_html(struct markup *m, struct str document, enum lang l, int level)
{
    struct writer w = { .m = m, .level = level };
    struct document_line next;

    markup_open(m, "article",
        ATTRS({ "class", STR("letter") }, { "lang", str_of(lang_code(l)) }));
    while (document_next(&document, &next))
        line(&w, &next);
    end_block(&w);
    markup_close(m);
}

void
letter_html_alone(struct buf *out, struct str document, enum lang l,
    const struct letter_foot *foot)
{
    const char *type;
    struct markup m;

    markup_start(&m, out, lang_code(l));
    markup_open(&m, "head", NO_ATTRS);
    markup_void(&m, "meta", ATTRS({ "charset", STR("utf-8") }));
    markup_void(&m, "meta",
        ATTRS({ "http-equiv", STR("Content-Security-Policy") },
            { "content",
                STR("default-src 'none'; style-src 'unsafe-inline'") }));
    markup_leaf(&m, "title", NO_ATTRS, foot->number);
    /* Nothing is escaped in a <style>, so the file holds none of <>&"'. */
    markup_leaf(
        &m, "style", NO_ATTRS, asset_find(STR("/static/letter.css"), &type));
    markup_close(&m);
    markup_open(&m, "body", NO_ATTRS);
    letter_html(&m, document, l, 1);
    markup_open(&m, "footer", ATTRS({ "class", STR("letter-foot") }));
    markup_text(&m, foot->number);
    markup_textz(&m, " \xC2\xB7 SHA-256 ");
    markup_text(&m, foot->digest);
    markup_close(&m);
    markup_end(&m);
}
