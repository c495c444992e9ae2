/* base/sha256_pair.h - SHA-256 (FIPS 180-4) of two texts at a time, or of a
 * short one without a library's preparations.
 *
 * A processor's instructions for SHA-256 wait for each other: two texts in one
 * loop take a quarter less time than one after the other. Internal to
 * base/digest.
 */
#ifndef BASE_SHA256_PAIR_H
#define BASE_SHA256_PAIR_H

#include "base/str.h"

/* 1 if this processor has the instructions. */
int sha256_pair_works(void);

/* Only where it works. 32 bytes each. */
void sha256_pair(const struct str text[2], unsigned char out[2][32]);
void sha256_pair_one(struct str text, unsigned char out[32]);

#endif
