/* classifier/token.h - text to the words the model knows it by.
 *
 * Folded by base/fold, cut at everything that is no letter or digit. English
 * plurals lose their ending, because notices speak of "heaters" where shops
 * offer a "heater". Numbers and part numbers carry no features: they name
 * one product, not a kind. Scripts without blanks come as whole runs.
 */
#ifndef CLASSIFIER_TOKEN_H
#define CLASSIFIER_TOKEN_H

#include "base/unmask.h"

enum token_kind {
    TOKEN_WORD,
    TOKEN_HAN,     /* run of Han, kana or Hangul */
    TOKEN_MEASURE, /* "18v": text is the unit, "v" */
    TOKEN_CODE,    /* number or part number: breaks pairs, no feature */
};

struct token {
    enum token_kind kind;
    struct str text;   /* stem, view into the folded text */
    size_t start, end; /* of the whole word in the folded text */
};

struct tokens {
    struct folded folded;
    struct unmasked unmasked; /* working memory */
    struct token *item;       /* owned */
    size_t count, cap;
};

/* Read `text` (valid UTF-8) into *out, which is reused. At most `max` tokens;
 * the rest of the text is not looked at. */
void token_read(struct tokens *out, struct str text, size_t max);
/* The same, with masked words ("h0verb0ard", "m a g n e t") as they are
 * meant: out->folded is then the second reading of base/unmask. */
void token_read_unmasked(struct tokens *out, struct str text, size_t max);
void token_clear(struct tokens *t);

/* A folded English word without its plural ending. */
struct str token_stem(struct str word);

#endif
