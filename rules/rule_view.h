/* rules/rule_view.h - a listing as rules see it: named, folded pieces of text.
 *
 * Every field that any rule reads is folded once per listing, whatever the
 * number of rules; where it seems to mask words, it is read a second time.
 * Knows the names of fields, not what rules do with them.
 */
#ifndef RULES_RULE_VIEW_H
#define RULES_RULE_VIEW_H

#include "base/unmask.h"
#include "core/folds.h"
#include "core/listing.h"

/* A set of fields is a bit mask: first the single texts of
 * enum listing_field, then the lists of enum listing_list, then these. */
enum rule_field {
    RULE_FIELD_LISTS = LISTING_FIELDS,
    RULE_FIELD_ATTRIBUTES = LISTING_FIELDS + LISTING_LISTS,
    RULE_FIELD_CERTIFICATES,
    RULE_FIELD_REVIEWS,
    RULE_FIELDS
};

#define RULE_BIT(field) (1ull << (field))
/* What a rule reads unless it says otherwise: the words of the offer. */
#define RULE_OFFER                                                             \
    (RULE_BIT(LISTING_TITLE) | RULE_BIT(LISTING_DESCRIPTION) |                 \
        RULE_BIT(RULE_FIELD_LISTS + LISTING_CATEGORY) |                        \
        RULE_BIT(RULE_FIELD_ATTRIBUTES))

/* Fields that hold a number without a label before it. */
#define RULE_OWN_NUMBERS                                                       \
    (RULE_BIT(RULE_FIELD_ATTRIBUTES) | RULE_BIT(RULE_FIELD_CERTIFICATES) |     \
        RULE_BIT(RULE_FIELD_LISTS + LISTING_GTINS))

/* Bits of "title", "gtins", "attributes", "offer", "manufacturer" (all its
 * parts) ...; 0 if there is no such name. */
uint64_t rule_field_find(struct str name);
/* Name of one field. */
const char *rule_field_name(enum rule_field f);
/* Names of all bits, separated by ", ". */
void rule_field_names(struct buf *out, uint64_t bits);

struct rule_piece {
    enum rule_field field;
    size_t index;                  /* in its list, 0 for single texts */
    struct str text;               /* original, borrowed from the listing */
    const struct folded *folded;   /* borrowed: of the text, or of reading */
    const struct folded *name;     /* borrowed: of the attribute or certificate
                                      whose value it is; else NULL */
    struct unmasked reading;       /* only of a second one */
    size_t plain_start, plain_end; /* its part of the plain text */
    int second; /* a reading that shows masked words: only a match that
                   covers one of them counts */
};

struct rule_view {
    const struct listing *listing; /* borrowed */
    struct rule_piece *piece;      /* owned, reused from listing to listing */
    size_t count, made, cap;
    struct folds *own_folds; /* owned; of texts that no others were given for */
};

/* Look at a listing, which must stay until the next call. Its texts are folded
 * by folds, borrowed, which its owner began for this listing; or NULL. */
void rule_view_set(struct rule_view *v, const struct listing *l,
    uint64_t fields, struct folds *folds);
/* Look at a listing that is the one looked at last but for a list, which that
 * one did not state: what was looked at stays. Pieces stand in the order in
 * which they would if the listing had been looked at whole. Returns where
 * those of the list begin; they are *count. */
size_t rule_view_add(struct rule_view *v, const struct listing *l,
    enum listing_list list, size_t *count);
void rule_view_clear(struct rule_view *v);

/* 1 if the listing states anything in that field. */
int rule_view_has(const struct listing *l, enum rule_field f);
/* Bits of all fields that it states. */
uint64_t rule_view_stated(const struct listing *l);

/* The piece's name as spans write it: "title", "warnings[0]",
 * "attributes.Voltage", "reviews[2].text". */
void rule_piece_name(
    struct buf *out, const struct rule_view *v, const struct rule_piece *p);

#endif
