/* recalls/case_number.h - the numbers that authorities give their notices.
 *
 * "SR/01326/26", "24-069", "2026/21017", "23V-123": the same number is
 * written with other separators, without leading zeroes, without any
 * separator, and behind the authority's name.
 */
#ifndef RECALLS_CASE_NUMBER_H
#define RECALLS_CASE_NUMBER_H

#include "base/buf.h"

/* Append the key of folded text: its parts joined by '/' without leading
 * zeroes and authorities' names ("a12-1234-24", "cpsc 24-069" give
 * "a12/1234/24", "24/69"). 0, or -1 when it has less than three digits or is
 * too long for one. */
int case_number_key(struct buf *out, struct str folded);

/* The same from text that is not folded yet. */
int case_number_read(struct buf *out, struct str text);

/* The same without separators, zeroes kept: "sr0132626". A vehicle number of
 * the NHTSA is without the three zeroes it ends in. */
int case_number_joined(struct buf *out, struct str folded);

/* 1 if a key can be nothing else: letters and two separators. */
int case_number_speaks(struct str key);

/* 1 if the folded text names an authority or speaks of recalls. */
int case_number_cue(struct str folded);

#endif
