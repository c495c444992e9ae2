/* classifier/features.h - a listing to the sparse vector models see.
 *
 * Training and screening share this one path. Blocks: words of the title
 * (with pairs), character n-grams, concepts of the title, and the context
 * (description head, category, attributes: words and concepts under the same
 * names as the title's), and the shape of the title: how many of its words
 * have digits and how much of it they are, each binned. Each block is TF x IDF
 * with sublinear TF, and scaled to a length of its own, so that a long
 * description cannot drown a title.
 *
 * Left out on purpose, because notices differ from offers in them whatever
 * the product: price, seller, rating, which fields are filled, which numbers.
 * Length, and capitals with punctuation, were tried as shapes: they tell
 * sources apart, and cost more on sources left out than they gave.
 */
#ifndef CLASSIFIER_FEATURES_H
#define CLASSIFIER_FEATURES_H

#include "classifier/token.h"
#include "core/glossary.h"
#include "core/listing.h"

/* Width of the feature table. */
#define FEATURES_BITS 20
#define FEATURES_WIDTH (1u << FEATURES_BITS)

enum features_block {
    FEATURES_WORDS,
    FEATURES_CHARS,
    FEATURES_CONCEPTS,
    FEATURES_CONTEXT,
    FEATURES_SHAPE,
    FEATURES_BLOCKS
};

struct feature {
    uint32_t index;
    float value;
};

/* One place in the text that made a feature. */
struct feature_use {
    uint32_t feature;    /* position in features.item */
    uint32_t start, end; /* bytes of the folded text of its source */
};

/* What is read of a listing has fewer features; there is room for one more. */
#define FEATURES_MAX 6000

/* Texts of an offer that its context is read from, at most. */
#define FEATURES_PARTS_MAX 32

/* Where the feature of an index stands, while `round` is the current one. */
struct feature_slot {
    uint32_t index;
    uint16_t round, at;
};

/* Result and working memory of one reading; reused. */
struct features {
    struct feature *item; /* owned; distinct indices per block */
    size_t count;
    size_t block_end[FEATURES_BLOCKS];
    int wants_uses;          /* set by the caller who needs them */
    struct feature_use *use; /* owned; in the order of the text; none of a
                                shape */
    size_t use_count, use_cap;
    size_t context_use; /* uses from here on are of the context */
    /* What the context is made of, in the order of the text. */
    struct features_part {
        uint32_t start; /* in `joined` */
        enum features_field {
            FEATURES_CATEGORY,
            FEATURES_ATTRIBUTE,
            FEATURES_MODEL,
            FEATURES_DESCRIPTION
        } field;
        uint32_t number; /* of the category or attribute in the listing */
    } part[FEATURES_PARTS_MAX];
    size_t parts;
    /* Folded texts that the uses point into. */
    struct tokens title, context;
    struct buf joined;         /* text of the context before folding */
    struct feature_slot *slot; /* owned: distinct indices of a block */
    const struct glossary *of; /* whose concepts these are: */
    uint64_t *concept;         /* owned: hashes of name and class of each */
    uint16_t round;
};

void features_init(struct features *f);
void features_clear(struct features *f);

/* Raw counts: value is the signed count. What training counts documents by.
 */
void features_count(
    struct features *f, const struct glossary *g, const struct listing *l);

/* The same, and into *other (unless NULL) what another glossary's concepts
 * make of the listing: as features_count says, but for the texts, which *other
 * does not get. */
void features_count_two(struct features *f, const struct glossary *g,
    const struct listing *l, struct features *other,
    const struct glossary *other_glossary);

/* Add the block of the title's shape, which is empty till then, to what was
 * counted. Only the risk looks at it. */
void features_add_shape(struct features *f);

/* Turn counts into weighted values; idf8 has FEATURES_WIDTH entries, each
 * `stride` bytes behind the other, in steps of 1/FEATURES_IDF_STEPS. */
#define FEATURES_IDF_STEPS 16
void features_weigh(struct features *f, const uint8_t *idf8, size_t stride);

/* Weight of a feature seen in df of n documents: ln((1+n)/(1+df)) + 1, in
 * steps. One never seen has the greatest: it teaches nothing, but what is
 * known is a smaller share of such a text. */
uint8_t features_idf(size_t n, size_t df);

/* Keep only the low `bits` of every index: the same vector in a narrower
 * table. Before features_merge. */
void features_narrow(struct features *f, unsigned bits);

/* Merge blocks: ascending distinct indices, values added, zeroes left out.
 * Uses are no longer valid. For training. */
void features_merge(struct features *f);

/* Words or runs the title has that carry features; 0 where most of its letters
 * are neither Latin nor Chinese: of other scripts nothing was learned. */
size_t features_words(const struct features *f);

#endif
