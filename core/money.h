/* core/money.h - amounts and currencies as shops write them. */
#ifndef CORE_MONEY_H
#define CORE_MONEY_H

#include "base/str.h"

#define MONEY_AMOUNT_BYTES 40
#define MONEY_CURRENCY_BYTES 4

struct money {
    char amount[MONEY_AMOUNT_BYTES];     /* decimal: "1234.56"; "" if none */
    char currency[MONEY_CURRENCY_BYTES]; /* ISO 4217, "" if none shows */
};

/* Read one price out of a text: "1.234,56 €", "£1,234.56", "99元". The hint
 * (a currency code, sign, or empty) settles what the text leaves open. For
 * a range the lower bound is taken. Return 0, or -1 if no amount is there. */
int money_parse(struct money *out, struct str text, struct str hint);

/* ISO 4217 code for a sign, code or word ("€", "EUR", "Euro", "元", "US$",
 * "zł"); empty if it is none. */
struct str money_currency(struct str text);

#endif
