/* rules/scanner.h - one pass over a text tells which patterns may match.
 *
 * It looks for the literals of which every match has one, by two engines that
 * differ in speed only: vectorscan, whose databases are kept on disk, and the
 * automaton of rules/prefilter.h, which needs no library. Where literals are
 * too common to tell, vectorscan looks a second time, for all of one pattern
 * (rules/approx.h). Neither says no wrongly; PCRE2 decides.
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

struct scanner_pattern {
    struct texts literals; /* rules/literal.h; none: it may match any text */
    char *approx;          /* owned; rules/approx.h; NULL: there is none */
    int later;             /* it is enough to look for it closer */
};
void scanner_pattern_clear(struct scanner_pattern *p);

/* Falls back to the portable engine. */
int scanner_new(struct scanner **out, const struct scanner_pattern *patterns,
    size_t count, const struct scanner_options *o, struct fail *fail);
void scanner_free(struct scanner *s);

/* "vectorscan 5.4.9", "portable". */
const char *scanner_engine(const struct scanner *s);
/* 1 if the database was found in the cache. */
int scanner_was_cached(const struct scanner *s);

struct scanner_scratch; /* one per worker */
struct scanner_scratch *scanner_scratch_new(const struct scanner *s);
void scanner_scratch_free(struct scanner_scratch *x);

/* Set the bit of every pattern that may match in the folded text, or in one
 * of several that line feeds part; the others stay. Returns 1 if any is set. */
int scanner_scan(const struct scanner *s, struct scanner_scratch *x,
    struct str text, uint64_t *bits);

/* A closer look for one pattern whose bit was set; 1 if it may match. */
int scanner_may(const struct scanner *s, struct scanner_scratch *x,
    struct str text, size_t pattern);

#endif
