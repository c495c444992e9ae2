/* rules/scanner.h - one pass over a text tells which patterns may match.
 *
 * It looks for the literals of which every match has one, by two engines that
 * differ in speed only: vectorscan, whose database is kept on disk, and the
 * automaton of rules/prefilter.h, which needs no library. Neither says no
 * wrongly; PCRE2 decides.
 */
#ifndef RULES_SCANNER_H
#define RULES_SCANNER_H

#include "base/fail.h"
#include "core/texts.h"
#include "rules/prefilter.h"

struct scanner_options {
    int portable;          /* use no vectorscan, also where it is there */
    const char *cache_dir; /* where its databases are kept; NULL: nowhere */
};

/* What the environment asks for: SHELFWATCH_SCANNER=portable, and the folder
 * SHELFWATCH_CACHE (empty: none), else $XDG_CACHE_HOME/shelfwatch, else
 * ~/.cache/shelfwatch. */
struct scanner_options scanner_options_default(struct buf *hold);

struct scanner; /* immutable */

/* For every pattern the literals (rules/literal.h) of which one is in every
 * match; none: it may match any text. Falls back to the portable engine. */
int scanner_new(struct scanner **out, const struct texts *patterns,
    size_t count, const struct scanner_options *o, struct fail *fail);
void scanner_free(struct scanner *s);

/* "vectorscan 5.4.9", "portable". */
const char *scanner_engine(const struct scanner *s);
/* 1 if the database was found in the cache. */
int scanner_was_cached(const struct scanner *s);

struct scanner_scratch; /* one per worker */
struct scanner_scratch *scanner_scratch_new(const struct scanner *s);
void scanner_scratch_free(struct scanner_scratch *x);

/* A literal of a pattern that ends at byte `end` of the plain text. */
struct scanner_hit {
    uint32_t pattern, end;
};

/* Set the bit of every pattern that may match in the folded text; the others
 * stay. Returns 1 if any is set. */
int scanner_scan(const struct scanner *s, struct scanner_scratch *x,
    struct str text, uint64_t *bits);

/* Where the literals of the text scanned last end, all of them, in order; NULL
 * where the engine does not tell. Valid until the next scan. */
const struct scanner_hit *scanner_hits(
    const struct scanner *s, const struct scanner_scratch *x, size_t *count);
/* The offset in the folded text of byte i of the plain text. */
size_t scanner_place(const struct scanner_scratch *x, size_t i);

#endif
