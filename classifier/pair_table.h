/* classifier/pair_table.h - labelled pairs of records from a CSV file.
 *
 * Header: label, then left_NAME and right_NAME for every field. A record that
 * stands in many pairs is read once, whichever side it stands on.
 */
#ifndef CLASSIFIER_PAIR_TABLE_H
#define CLASSIFIER_PAIR_TABLE_H

#include "base/fail.h"
#include "classifier/pair_record.h"

/* The rows of as many pairs, all worth a second look, are 400 MB. */
#define PAIR_ROWS_MAX 500000

/* Names of the fields, in order. */
struct pair_schema {
    char *name[PAIR_FIELDS_MAX]; /* owned */
    size_t count;
    size_t main_field; /* the one that names the product */
};

struct pair {
    uint32_t left, right; /* records */
    signed char label;    /* +1 the same product, -1 not */
};

struct pair_table {
    struct pair_record *record; /* owned */
    unsigned char *sides;       /* owned: 1 left, 2 right, 3 both */
    size_t record_count, record_cap, sides_cap;
    struct pair *pair; /* owned */
    size_t pair_count, pair_cap;
    struct arena arena;
    struct str *raw; /* owned: a record's fields as they came, in the arena */
    size_t raw_cap;
    uint32_t *slot; /* owned: record + 1, or 0 */
    size_t slots;
};

void pair_schema_clear(struct pair_schema *s);

/* Take the names from the header of a file. The error names the column. */
int pair_schema_read(
    struct pair_schema *out, struct str csv, struct fail *fail);
int pair_schema_add(struct pair_schema *s, struct str name, struct fail *fail);
/* Choose the main field: the first called like a title or a name. */
void pair_schema_end(struct pair_schema *s);

/* Read pairs whose columns are the schema's, in any order; further columns
 * are not looked at. The words of the records are added to `words`. The error
 * names the line and the column. */
int pair_table_read(struct pair_table *out, const struct pair_schema *schema,
    struct pair_words *words, struct str csv, struct fail *fail);
void pair_table_clear(struct pair_table *t);

#endif
