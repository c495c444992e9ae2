/* core/money_number.h - numbers as prices are written, made decimal.
 *
 * Which of '.', ',', blank and apostrophe part thousands and which is the
 * decimal mark is told by the digits around them; currencies are not looked
 * at (core/money.h does).
 */
#ifndef CORE_MONEY_NUMBER_H
#define CORE_MONEY_NUMBER_H

#include "base/buf.h"
#include "core/money.h"

/* Nobody writes a price behind so much text that means it. */
#define MONEY_TEXT_MAX 2048

struct money_number {
    size_t start, end; /* in the plain text; end is behind ",-" and "万" */
    char amount[MONEY_AMOUNT_BYTES]; /* decimal: "1234.50" */
    int fraction_digits;
};

enum {
    MONEY_NUMBER_AFTER_MARK = 1, /* a '.' in front belongs to a currency */
    MONEY_NUMBER_MILS = 2,       /* "1.250" has three decimals */
};

/* The text with digits, blanks, dashes and signs of other scripts as their
 * ASCII likes, runs of blanks as one, invisible characters left out; at most
 * MONEY_TEXT_MAX bytes of it are read. Where nothing changes it is text
 * itself, else it is written to the empty scratch. */
struct str money_plain(struct buf *scratch, struct str text);

/* Read the number that begins with the digit at `at` of plain text. Returns
 * -1 if it is no amount ("15.08.2017"); out->end is set all the same. */
int money_number_read(
    struct money_number *out, struct str plain, size_t at, unsigned flags);

#endif
