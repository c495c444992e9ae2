/* rules/term_table.h - a table of terms that several packs share.
 *
 * One row is one thing under all its names: a substance with its INCI name
 * and CAS number, a slang word with its spellings. Tab-separated, so that it
 * can be kept in a spreadsheet.
 */
#ifndef RULES_TERM_TABLE_H
#define RULES_TERM_TABLE_H

#include "base/arena.h"
#include "base/fail.h"

struct term_row {
    struct str *term; /* every name, none twice */
    size_t terms;
    struct str entry; /* what a message calls it: "Annex II/1666"; may be "" */
    size_t line;
};

struct term_table {
    struct term_row *row; /* owned */
    size_t count, cap;
    struct arena arena; /* owned: the texts */
};

/* Read a table. Its first line names the columns: term, name, inci, cas, en,
 * de, zh and aliases hold names ('|' between several; a star at an end stands
 * for the rest of a word); entry or annex is what a message shows; meaning,
 * note and source are for readers. Lines that begin with # are skipped. A CAS
 * number with a wrong check digit is an error. name stands in messages. */
int term_table_parse(struct term_table **out, struct str text, const char *name,
    struct fail *fail);
void term_table_free(struct term_table *l);

#endif
