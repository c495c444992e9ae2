/* base/suspect.h - where in folded text masked words may stand.
 *
 * A quick look at blocks of bytes, which most texts pass: base/unmask.h reads
 * only what does not. Never says no wrongly.
 */
#ifndef BASE_SUSPECT_H
#define BASE_SUSPECT_H

#include "base/str.h"

#define SUSPECT_BLOCK 16

/* The first of the blocks of SUSPECT_BLOCK bytes at i, i + SUSPECT_BLOCK ...
 * in which a masked word may begin, or s.len. */
size_t suspect_next(struct str s, size_t i);

#endif
