/* recalls/notice_page.h - the web page of a notice as lines and named fields.
 *
 * A content system names its fields in class attributes ("field--name-field-
 * psa-recall-brand"); simpler ones give lines of text. Navigation is read too:
 * the caller looks for what it knows. Knows no authority.
 */
#ifndef RECALLS_NOTICE_PAGE_H
#define RECALLS_NOTICE_PAGE_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/map.h"

struct notice_page {
    struct buf title;     /* of the document's head */
    struct buf heading;   /* the first h1 */
    struct buf lines;     /* all text, blocks on lines of their own */
    struct buf canonical; /* address of itself, "" if it has none */
    struct buf date;      /* the first datetime of a <time>, or "" */
    /* What follows the prefix in a class name, to the text of the element:
     * struct buf, a value a line, without labels. */
    struct map *fields;
};

/* Read a page or a piece of one; fields are elements that have a class with
 * the prefix in it ("field-psa-"). Fails only for what is too large. */
int notice_page_read(struct notice_page *out, struct str text,
    const char *prefix, struct fail *fail);
void notice_page_clear(struct notice_page *p);

/* The text of a field; empty if there is none. */
struct str notice_page_field(const struct notice_page *p, const char *name);

/* Each link of a page: its address as written, its text, and what else stands
 * in the innermost list item, table row or paragraph around it. A non-zero
 * return ends it. */
int notice_page_links(struct str text,
    int (*visit)(
        struct str href, struct str text, struct str around, void *ctx),
    void *ctx, struct fail *fail);

#endif
