/* tests/see.h - a page written in a test, read as crawler/ reads it. */
#ifndef TESTS_SEE_H
#define TESTS_SEE_H

#include "crawler/extract_visible.h"

/* Read a page with the visible extractor alone. */
struct seen {
    struct html html;
    struct view view;
    struct facts facts;
    struct visible_signs signs;
    struct visible *visible;
};

static inline void
see(struct seen *s, const char *body, const char *address)
{
    struct url base;
    struct fail fail;

    *s = (struct seen){ .visible = extract_visible_new() };
    html_init(&s->html);
    view_init(&s->view);
    assert_int_equal(url_parse(&base, str_of(address), NULL, &fail), 0);
    assert_int_equal(html_parse(&s->html, str_of(body), &fail), 0);
    view_build(&s->view, &s->html);
    extract_visible(s->visible, &s->facts, &s->view, &base, &s->signs);
    extract_visible_cards(s->visible);
    extract_visible_links(s->visible);
    url_clear(&base);
}

static inline void
unsee(struct seen *s)
{
    facts_clear(&s->facts);
    extract_visible_free(s->visible);
    view_clear(&s->view);
    html_clear(&s->html);
}

#endif
