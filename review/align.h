/* review/align.h - an offer and a notice, identifier by identifier.
 *
 * For a person to compare: what each side says, whether it is the same, and
 * where in the offer it was read. Decides nothing; how strong a match is was
 * said by recalls/ when the offer was screened. Knows no page.
 */
#ifndef REVIEW_ALIGN_H
#define REVIEW_ALIGN_H

#include "core/listing.h"
#include "core/recall.h"

enum align_mark {
    ALIGN_EQUAL,
    ALIGN_SIMILAR,
    ALIGN_DIFFERENT,
    ALIGN_ABSENT_OFFER,  /* only the notice says it */
    ALIGN_ABSENT_NOTICE, /* only the offer says it */
    ALIGN_ABSENT,        /* neither does */
    ALIGN_LANGUAGE,      /* names in different languages */
    ALIGN_MARKS
};

/* "equal" "similar" "different" "absent_offer" ...: keys of texts. */
const char *align_mark_name(enum align_mark m);

/* Values of one side that are shown. */
#define ALIGN_VALUES_MAX 8

struct align_side {
    struct str value[ALIGN_VALUES_MAX]; /* those that agree first */
    size_t count, more;                 /* more: that are not shown */
};

struct align_row {
    const char *what; /* "brand" "models" "gtins" "batches" "names" */
    enum align_mark mark;
    struct align_side offer, notice;
    /* Where the offer says what agrees: a field's name as spans write it and
     * the words there; empty where nothing agrees. */
    char field[64];
    struct str words;
};

#define ALIGN_ROWS 5

/* Texts are borrowed from both. */
void align_rows(struct align_row out[ALIGN_ROWS], const struct listing *l,
    const struct recall *r);

#endif
