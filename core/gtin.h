/* core/gtin.h - trade item numbers and their check digits.
 *
 * GS1 General Specifications section 7.9: modulo 10, weights 3 and 1 from
 * the right. GTIN-8, UPC-A (12), EAN-13 and GTIN-14 are one number padded
 * with zeroes; ISBN-13 is an EAN-13.
 */
#ifndef CORE_GTIN_H
#define CORE_GTIN_H

#include "base/str.h"

#define GTIN_BYTES 15 /* 14 digits and NUL */

/* Read a GTIN as people and shops write it: blanks, hyphens and full-width
 * digits allowed; 8, 12, 13 or 14 digits with a correct check digit, not all
 * zero. Return 0 with 14 digits in out, or -1. */
int gtin_parse(struct str text, char out[GTIN_BYTES]);

/* The same for an ISBN-10, which becomes the ISBN-13's GTIN. */
int gtin_parse_isbn10(struct str text, char out[GTIN_BYTES]);

/* The GTIN of what a packing unit holds: the first digit, 1 to 8, is the level
 * of packing, and the check digit is reckoned anew (GS1 General
 * Specifications 2.1.7). 0, or -1 when it is no packing unit's. */
int gtin_unpacked(const char gtin[GTIN_BYTES], char out[GTIN_BYTES]);

/* 1 if the 14 digits may name a product sold to consumers: not a GS1
 * restricted (in-store 02, 04, 2x), coupon or internal number. */
int gtin_is_global(const char gtin[GTIN_BYTES]);

#endif
