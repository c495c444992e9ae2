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
};

static inline void
see(struct seen *s, const char *body, const char *address)
{
    struct visible *visible;
    struct url base;
    struct fail fail;

    *s = (struct seen){ 0 };
    html_init(&s->html);
    view_init(&s->view);
    assert_int_equal(url_parse(&base, str_of(address), NULL, &fail), 0);
    assert_int_equal(html_parse(&s->html, str_of(body), &fail), 0);
    view_build(&s->view, &s->html);
    visible = extract_visible(&s->facts, &s->view, &base, &s->signs);
    extract_visible_cards(visible);
    extract_visible_free(visible);
    url_clear(&base);
}

static inline void
unsee(struct seen *s)
{
    facts_clear(&s->facts);
    view_clear(&s->view);
    html_clear(&s->html);
}

#endif
