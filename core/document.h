/* core/document.h - the blocks of a letter, as plain text that people read.
 *
 *   # title          ## heading        - item          | label | value
 *   ---              a rule or, in print, where a page ends
 *   anything else    a paragraph; each line of it is a line
 *
 * Two blanks at the beginning go on with the block above on a line of its own;
 * a backslash there says that what follows is text whatever it begins with.
 * Every text is a document: there is no error.
 */
#ifndef CORE_DOCUMENT_H
#define CORE_DOCUMENT_H

#include "base/str.h"

enum document_kind {
    DOCUMENT_TITLE,
    DOCUMENT_HEADING,
    DOCUMENT_ITEM,
    DOCUMENT_ROW,
    DOCUMENT_RULE,
    DOCUMENT_LINE, /* of a paragraph */
    DOCUMENT_MORE, /* one more line of the block above */
    DOCUMENT_GAP,  /* an empty line */
};

struct document_line {
    enum document_kind kind;
    struct str label; /* of a row */
    struct str text;
};

/* Take a line off *rest: 1, or 0 at the end. Borrowed from the text. */
int document_next(struct str *rest, struct document_line *out);

#endif
