/* crawler/lexicon.h - the words of shop pages, in many languages, by sense.
 *
 * One table of phrases ("In den Warenkorb" means LEXICON_CART), found in one
 * pass over a page's lowered text. Knows words only: what a phrase means
 * where it stands is for the reader of the hits to judge.
 */
#ifndef CRAWLER_LEXICON_H
#define CRAWLER_LEXICON_H

#include "base/str.h"

enum lexicon_sense {
    LEXICON_NOTHING,
    /* About prices. */
    LEXICON_NOW,    /* the price to pay follows: "Jetzt", "Our price" */
    LEXICON_WAS,    /* a price beside it follows: "UVP", "was", "List price" */
    LEXICON_SHIP,   /* shipping cost */
    LEXICON_UNIT,   /* price per unit: "per kg", "Grundpreis" */
    LEXICON_RATE,   /* instalments, rent, financing */
    LEXICON_SAVE,   /* what is saved */
    LEXICON_MEMBER, /* for members only */
    LEXICON_FREE_OVER, /* thresholds: "orders over" */
    /* About the offer. The value of LEXICON_STOCK is an index into
     * lexicon_stock_name. */
    LEXICON_STOCK,
    LEXICON_CART,      /* a button that buys */
    LEXICON_AROUND,    /* stands around one offer; value: which kind */
    LEXICON_RELATED,   /* heads a list of other products */
    LEXICON_REVIEWS,   /* heads the reviews */
    LEXICON_CONDITION, /* value: 0 new, 1 used, 2 refurbished */
    LEXICON_LABEL,     /* value: enum lexicon_label */
    LEXICON_BASKET,    /* heads the page of the shopping basket */
    LEXICON_LISTING,   /* speaks of result lists: "sort by", "results" */
    LEXICON_ARTICLE,   /* speaks of articles: "posted by", "comments" */
    LEXICON_LODGING,   /* speaks of rooms and stays: no product */
    /* About the page's state. */
    LEXICON_MISSING,     /* "page not found", "商品不存在" */
    LEXICON_CAPTCHA,     /* "are you a robot" */
    LEXICON_WALL,        /* "access denied", "checking your browser" */
    LEXICON_LOGIN,       /* "please sign in" */
    LEXICON_CONSENT,     /* "before you continue", "we use cookies" */
    LEXICON_MAINTENANCE, /* "down for maintenance" */
    LEXICON_SCRIPT,      /* "please enable JavaScript" */
    LEXICON_SENSES
};

/* Names of fields before their values. */
enum lexicon_label {
    LABEL_SKU,
    LABEL_GTIN,
    LABEL_ISBN10,
    LABEL_BRAND,
    LABEL_MODEL,
    LABEL_MPN,
    LABEL_MANUFACTURER,
    LABEL_RESPONSIBLE, /* EU responsible person */
    LABEL_SELLER,
    LABEL_WARNINGS,
    LABEL_INGREDIENTS,
    LABEL_CONDITION,
    LABEL_ADDRESS,
    LABEL_EMAIL,
    LABEL_PHONE,
    LABEL_NAME,
    LABEL_COUNTRY,
    LABEL_DESCRIPTION,
    LABEL_PRICE,
    LABEL_STOCK,
    LABEL_CERTIFICATE, /* CCC and WEEE numbers */
    LABEL_SAFETY,      /* heads the product safety (GPSR) section */
    LABEL_CATEGORY,
    LABELS
};

/* Phrases of one sense, separated by '|'. A trailing '*' lets the last word
 * go on. LEXICON_NOTHING shields a shorter phrase inside a longer one. A
 * phrase stands in one group only, and begins with an ASCII letter or digit,
 * with '/' or beyond ASCII. */
struct lexicon_group {
    unsigned char sense, value;
    const char *phrases;
};

/* The tables, each ended by NULL phrases. */
extern const struct lexicon_group lexicon_offer[];
extern const struct lexicon_group lexicon_label[];
extern const struct lexicon_group lexicon_state[];

struct lexicon_hit {
    uint32_t at, len; /* in the scanned text */
    unsigned char sense, value;
};

struct lexicon; /* the table indexed; immutable */

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *x);

/* Find the longest phrase that starts at each word of `lower` (see
 * lexicon_lower), in order; nothing overlaps. At most max hits are written;
 * returns how many. */
size_t lexicon_scan(const struct lexicon *x, struct str lower,
    struct lexicon_hit *out, size_t max);

/* A whole text that is one phrase and nothing more: 1 and *hit, or 0. */
int lexicon_find(
    const struct lexicon *x, struct str lower, struct lexicon_hit *hit);

/* Write the lower-case form of s to out, byte for byte of the same length:
 * ASCII, Latin, Greek and Cyrillic. */
void lexicon_lower(char *out, struct str s);

/* "in_stock", "out_of_stock" ... by the value of a LEXICON_STOCK hit. */
const char *lexicon_stock_name(unsigned value);

#endif
