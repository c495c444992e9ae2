/* review/letter_html.h - a letter as HTML: in a page, and for print alone. */
#ifndef REVIEW_LETTER_HTML_H
#define REVIEW_LETTER_HTML_H

#include "core/lang.h"
#include "review/markup.h"

/* The document (core/document.h) in an <article>; its title is a heading of
 * level `level` (1 to 5). */
void letter_html(struct markup *m, struct str document, enum lang l, int level);

/* What is printed at the foot of a letter. */
struct letter_foot {
    struct str number, digest;
};
/* A whole document that needs nothing else: the style is in it, scripts and
 * anything from elsewhere are refused. For a PDF. */
void letter_html_alone(struct buf *out, struct str document, enum lang l,
    const struct letter_foot *foot);

#endif
