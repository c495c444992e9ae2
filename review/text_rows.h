/* review/text_rows.h - the tables behind review/text.h, one file per subject.
 *
 * A new subject is a file text_<subject>.c, a line here and one in text.c. A
 * key stands in one table only.
 */
#ifndef REVIEW_TEXT_ROWS_H
#define REVIEW_TEXT_ROWS_H

#include "review/text.h"

#include <stddef.h>

struct text_row {
    const char *key;              /* NULL ends a table */
    const char *text[TEXT_LANGS]; /* en, de, zh */
};

extern const struct text_row text_case[];
extern const struct text_row text_accounts[];
extern const struct text_row text_common[];
extern const struct text_row text_workflow[];
extern const struct text_row text_orders[];
extern const struct text_row text_queue[];
extern const struct text_row text_browse[];
extern const struct text_row text_party[];
extern const struct text_row text_figures[];
extern const struct text_row text_retention[];

#endif
