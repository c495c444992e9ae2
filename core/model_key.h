/* core/model_key.h - when two brands or two model numbers are the same.
 *
 * Folded (base/fold.h), without separators: "SB-4729 00001" and
 * "ｓｂ472900001" have one key. A brand's key is also without what companies
 * add to their names ("GmbH", "Inc."); other names of
 * one maker are not known here.
 */
#ifndef CORE_MODEL_KEY_H
#define CORE_MODEL_KEY_H

#include "base/buf.h"

#define MODEL_KEY_BYTES 64 /* longer ones are no model numbers */

/* Append the key of a model number or any text; letters, digits and all of
 * what is not ASCII punctuation stay. 0, or -1 when nothing or too much is
 * left. */
int model_key(struct buf *out, struct str text);

/* The same from text that is folded already. */
int model_key_folded(struct buf *out, struct str folded);

/* How much a model key proves beside its brand. */
enum model_strength {
    MODEL_USELESS, /* a year, a size, a unit, one letter */
    MODEL_WEAK,    /* a name, or three digits: supports other evidence */
    MODEL_STRONG,  /* hardly used twice under one brand */
};
enum model_strength model_strength(struct str key);

/* 1 if a key may as well be a size: hundreds and at most two letters, as
 * "600ho" is an engine. */
int model_is_size(struct str key);

/* Append the key of a brand, of the names it may also have; 0 or -1. */
int brand_key(struct buf *out, struct str text);

/* Two brand keys: 0 different, 1 one letter apart (names of six letters and
 * more, first letter equal; in five letters only one too many, too few or two
 * swapped), 2 the same. */
int brand_same(struct str a, struct str b);

/* 1 if folded text is what a company adds to its name: "gmbh", "inc". */
int brand_is_suffix(struct str word);

#endif
