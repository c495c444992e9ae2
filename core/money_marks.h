/* core/money_marks.h - signs, codes and words that name a currency. */
#ifndef CORE_MONEY_MARKS_H
#define CORE_MONEY_MARKS_H

#include "base/str.h"

enum money_mark_kind {
    MONEY_MARK_SIGN, /* "€", "99元": stands anywhere */
    MONEY_MARK_WORD, /* "Kč", "EUR": no letter before or behind it */
    MONEY_MARK_WEAK, /* "ALL", "TOP": also an English word */
};

struct money_mark {
    struct str text;    /* as found, a view into the text searched */
    struct str code;    /* ISO 4217, or the usual one where ISO has none;
                           static */
    const char *family; /* codes it may stand for instead, blank-separated,
                           or NULL; a hint chooses among them */
    enum money_mark_kind kind;
};

/* The longest mark that begins at byte `at` of valid UTF-8. 1 if found. */
int money_mark_at(struct money_mark *out, struct str text, size_t at);

/* Let a hint (a code, or empty) decide where it is of the mark's family. */
void money_mark_settle(struct money_mark *m, struct str hint);

/* The ISO 4217 code that equals text, in any case; static, or empty. */
struct str money_mark_iso(struct str text);

/* 1 for currencies with three decimals (ISO 4217: BHD, IQD, JOD ...). */
int money_mark_has_mils(struct str code);

/* 1 if the tables are in the order in which they are searched: for the test
 * that keeps them so. */
int money_marks_sorted(void);

#endif
