/* recalls/vocabulary.h - the words the matcher knows: makers, kinds of product.
 *
 * From tables of our own that are part of the program: brand_names.tsv (the
 * names one maker has in several languages), brand_words.txt (brands that are
 * everyday words) and core/glossary.tsv (kinds of product in English, German
 * and Chinese). Immutable once made.
 */
#ifndef RECALLS_VOCABULARY_H
#define RECALLS_VOCABULARY_H

#include "base/buf.h"
#include "core/glossary.h"
#include "recalls/thing_names.h"

struct vocabulary;

struct vocabulary *vocabulary_new(void);
void vocabulary_free(struct vocabulary *vb);

const struct glossary *vocabulary_glossary(const struct vocabulary *vb);

/* Things that are sold for other things; borrowed. */
const struct thing_names *vocabulary_things(const struct vocabulary *vb);

/* Makers in the table. */
size_t vocabulary_makers(const struct vocabulary *vb);

/* Traditional Chinese characters to Simplified ones, in place. */
void vocabulary_simplify(const struct vocabulary *vb, char *text, size_t len);
/* 1 if that would change nothing. */
int vocabulary_is_simple(const struct vocabulary *vb, struct str text);

/* The key of a brand (core/model_key.h) under the usual name of its maker:
 * "飛利浦" and "Philips GmbH" give "philips". 0, or -1 when nothing is left
 * or the text says that there is no brand ("Unbranded", "ohne Marke"). */
int vocabulary_brand_key(
    const struct vocabulary *vb, struct buf *out, struct str s);

/* The usual name's key for a brand's key, or the key itself. */
struct str vocabulary_brand(const struct vocabulary *vb, struct str key);

/* The usual name of the maker with this key, folded, or the empty text. */
struct str vocabulary_maker(const struct vocabulary *vb, struct str key);

/* 1 if the key is a maker's name in the table. */
int vocabulary_has_brand(const struct vocabulary *vb, struct str key);

/* 1 if the key of a brand is an everyday word: "home", "apple". */
int vocabulary_is_word(const struct vocabulary *vb, struct str key);

/* 1 if the key says that there is no brand. */
int vocabulary_is_no_brand(struct str key);

#endif
