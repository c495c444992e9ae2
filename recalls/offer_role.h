/* recalls/offer_role.h - what a field of an offer says, by its name.
 *
 * Shops name attributes as they like ("Artikelnummer", "货号"): the matcher
 * asks for roles. Names in English, German, French, Chinese and Japanese.
 */
#ifndef RECALLS_OFFER_ROLE_H
#define RECALLS_OFFER_ROLE_H

enum offer_role {
    OFFER_TITLE = 1,
    OFFER_NAMES = 2,    /* says what the offer is: kinds of product are read */
    OFFER_MODEL = 4,    /* states its model number */
    OFFER_GTIN = 8,     /* states its trade item number */
    OFFER_BRAND = 16,   /* states its brand */
    OFFER_BATCH = 32,   /* states its batch, lot or date of production */
    OFFER_PROSE = 64,   /* the description */
    OFFER_OTHERS = 128, /* names what it goes with, not what it is */
    OFFER_MAKER = 256,  /* states who made it */
};

/* Bits of enum offer_role; name as in spans ("title", "attributes.EAN"). */
unsigned offer_role_of(const char *name);

/* The roles of attributes' names, as they were found before: the offers of a
 * shop name the same ones. */
struct offer_role_memo;
struct offer_role_memo *offer_role_memo_new(void);
void offer_role_memo_free(struct offer_role_memo *r);

/* The same as offer_role_of gives for "attributes." and the name. */
unsigned offer_role_memo_of(struct offer_role_memo *r, const char *attribute);

#endif
