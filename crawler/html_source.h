/* crawler/html_source.h - the part of a page's source worth a tree builder.
 *
 * The tree builder takes some 30 ns a character. Half of a shop page is
 * scripts, style sheets, drawings, comments and indentation, of which it
 * would make one text node each or nothing at all: they are taken out first.
 * Of the rest, texts and attribute values give way to one character each, a
 * stand-in from the private-use planes, since the tree does not depend on
 * what they say. Knows the HTML tokenizer's rules as far as they say where a
 * tag ends; does not know the tree.
 */
#ifndef CRAWLER_HTML_SOURCE_H
#define CRAWLER_HTML_SOURCE_H

#include "base/arena.h"

/* What stood between <script>, <style> or <iframe> and its end tag. */
struct html_raw {
    uint32_t at;     /* offset in html_source.text, behind the start tag */
    struct str text; /* borrowed from the page */
};

struct html_source {
    struct str text;      /* in the arena: what is left */
    struct html_raw *raw; /* in the arena, in order of `at` */
    size_t raw_count, raw_cap;
    struct str *pieces; /* in the arena: what the stand-ins stand for */
    size_t piece_count, piece_cap;
    int cut; /* the page nests deeper than LIMIT_TREE_DEPTH: the rest of it
                was left out */
};

/* Read a page of at most 4 GiB. Return 0, or -1 when the arena is full. */
int html_source_read(struct html_source *out, struct arena *a, struct str page);

/* The contents taken out at that offset; empty if there were none. */
struct str html_source_raw(const struct html_source *s, size_t at);

/* 1 and *piece if a stand-in begins text (NUL-terminated), which takes up
 * HTML_SOURCE_STAND_IN bytes of it; 0 if not. */
#define HTML_SOURCE_STAND_IN 4
int html_source_piece(
    const struct html_source *s, const char *text, struct str *piece);

#endif
