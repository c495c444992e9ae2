/* recalls/offer_text.h - the texts of an offer, folded and cut into words.
 *
 * Read once per listing; every rung of the matching ladder looks at the same
 * words. A word knows what ties it to the word before it, because "X100-2" is
 * one number and "X100 / X200" are two. Folding goes beyond base/fold.h:
 * Traditional Chinese characters become Simplified ones. Reused from listing to
 * listing.
 */
#ifndef RECALLS_OFFER_TEXT_H
#define RECALLS_OFFER_TEXT_H

#include "core/folds.h"
#include "core/listing.h"
#include "recalls/offer_role.h"
#include "recalls/vocabulary.h"

#define OFFER_FIELDS_MAX 64
#define OFFER_WORDS_MAX 4096 /* a description of 24 KB */
#define OFFER_NAME_BYTES 96
#define OFFER_KINDS_MAX 24

enum offer_joint {
    OFFER_APART, /* begins a field, or other signs stand between */
    OFFER_BLANK, /* white space */
    OFFER_DASH,  /* one of - . _ ' & without blanks */
    OFFER_SLASH, /* one / without blanks */
    OFFER_GLUED, /* nothing: the script changes */
};

struct offer_word {
    uint32_t start, end; /* bytes of the folded field */
    uint16_t field;
    uint8_t joint;  /* enum offer_joint: to the word before */
    uint8_t digits; /* number of digits, at most 255 */
    uint8_t cjk;    /* a run of Han, Kana or Hangul */
    uint8_t plus;   /* a '+' follows at once */
};

struct offer_field {
    char name[OFFER_NAME_BYTES]; /* as in spans: "title", "gtins[0]" */
    struct str raw;              /* borrowed from the listing */
    struct str text;             /* folded, and in Simplified characters */
    const struct folded *folded; /* borrowed: leads from text to raw */
    struct buf simple;           /* text, where folding did not do */
    size_t first, end; /* its words: none of prose that names no number and
                          speaks of no recall */
    unsigned roles;    /* bits of enum offer_role */
    int has_digit;     /* of ASCII, in text */
};

/* A kind of product that a field names, in any language of the glossary. */
struct offer_kind {
    size_t from, to;     /* words that it touches */
    uint32_t start, end; /* bytes of the folded field */
    uint64_t token;      /* of the kind: the same in every language */
    enum glossary_language language; /* of the words */
};

struct offer_text {
    struct offer_field field[OFFER_FIELDS_MAX];
    size_t fields;
    int waits; /* the last field is not finished (offer_text_finish) */
    struct offer_word word[OFFER_WORDS_MAX];
    size_t words;
    /* Of the fields with the role OFFER_NAMES, in order. */
    struct offer_kind kind[OFFER_KINDS_MAX];
    size_t kinds;
    const struct vocabulary *vocabulary;
    struct folds *folds;           /* borrowed, or own_folds */
    struct folds *own_folds;       /* owned */
    struct offer_role_memo *roles; /* owned */
};

/* The vocabulary is borrowed and must outlive it. */
struct offer_text *offer_text_new(const struct vocabulary *vb);
void offer_text_free(struct offer_text *ot);

/* Take folded texts from others' folds from now on, whose owner begins each
 * listing; NULL: from its own again. Borrowed. */
void offer_text_share(struct offer_text *ot, struct folds *folds);

/* Read a listing; what was there before is gone. Field 0 is the title. The
 * listing must live as long as the fields are used. The description, which is
 * the last field, has neither Simplified characters nor words before
 * offer_text_finish where no number stands in it. */
void offer_text_read(struct offer_text *ot, const struct listing *l);

/* Read what offer_text_read left, as few offers need it. */
void offer_text_finish(struct offer_text *ot);

/* The same in pieces: empty it, then add texts as fields. raw is borrowed as
 * above. */
void offer_text_reset(struct offer_text *ot);
void offer_text_add(struct offer_text *ot, const char *name, struct str raw);

/* The folded text of a field, of a word, and of the words [from, to). */
struct str offer_text_folded(const struct offer_text *ot, size_t field);
struct str offer_text_word(const struct offer_text *ot, size_t word);
struct str offer_text_words(
    const struct offer_text *ot, size_t from, size_t to);

/* The words [from, to) as the offer writes them. */
struct str offer_text_raw(const struct offer_text *ot, size_t from, size_t to);

/* 1 if one of the ASCII signs, or an ideographic full stop or comma, stands
 * between words i and i + 1 of a field. */
int offer_text_parted(const struct offer_text *ot, size_t i, const char *signs);

/* The field of this name, or NULL. */
const struct offer_field *offer_text_find(
    const struct offer_text *ot, const char *name);

#endif
