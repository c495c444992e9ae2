/* base/digest.h - SHA-256 of pages, packs and models; keyed short hashes. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/str.h"

#define DIGEST_BYTES 32
#define DIGEST_HEX_BYTES 65 /* with the NUL */

void digest_sha256(struct str s, unsigned char out[DIGEST_BYTES]);
void digest_hex(
    const unsigned char d[DIGEST_BYTES], char out[DIGEST_HEX_BYTES]);
void digest_sha256_hex(struct str s, char out[DIGEST_HEX_BYTES]);

/* Of two texts, in less time than one after the other where the processor can
 * (base/sha256_pair.h). */
void digest_sha256_pair(
    const struct str text[2], unsigned char out[2][DIGEST_BYTES]);

/* In pieces. */
struct digest;
struct digest *digest_new(void);
void digest_add(struct digest *d, struct str s);
/* Finish, free d, write the hex form. */
void digest_end(struct digest *d, char out[DIGEST_HEX_BYTES]);

/* The first 63 bits of SHA-256: a positive key for database rows. At ten
 * million URLs two of them share one with probability 5e-6. */
int64_t digest_key(struct str s);
/* A positive key too, of which 23 bits are the group's and 40 the text's: rows
 * of one shop, written one after the other, stand side by side in an index,
 * however many shops are in it. Of a million texts of one group two share a key
 * with probability 0.4: who finds a row by it compares the text. */
int64_t digest_key_in(struct str group, struct str s);

#endif
