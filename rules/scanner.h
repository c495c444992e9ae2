/* rules/scanner.h - one pass over a listing tells where patterns may match.
 *
 * It looks for the literals of which every match has one (rules/literal.h), by
 * two engines that differ in speed only: the tables of rules/prefilter.h, and
 * vectorscan, whose databases are kept on disk. Never says no wrongly; PCRE2
 * decides.
 */
#ifndef RULES_SCANNER_H
#define RULES_SCANNER_H

#include "base/fail.h"
#include "rules/literal.h"
#include "rules/plain.h"

struct scanner_options {
    int portable;          /* use no vectorscan, also where it is there */
    const char *cache_dir; /* where its databases are kept; NULL: nowhere */
};

/* What the environment asks for: SHELFWATCH_SCANNER=vectorscan, else the
 * tables, which are faster here and made in a moment; and the folder
 * SHELFWATCH_CACHE (empty: none), else $XDG_CACHE_HOME/shelfwatch, else
 * ~/.cache/shelfwatch. */
struct scanner_options scanner_options_default(struct buf *hold);

struct scanner; /* immutable */

struct scanner_pattern {
    struct literal_set literals; /* none: it may match anywhere */
    uint64_t fields;             /* in which it may match */
};

/* Falls back to the portable engine. */
int scanner_new(struct scanner **out, const struct scanner_pattern *patterns,
    size_t count, const struct scanner_options *o, struct fail *fail);
void scanner_free(struct scanner *s);

/* "vectorscan 5.4.9", "portable". */
const char *scanner_engine(const struct scanner *s);
/* 1 if the databases were found in the cache. */
int scanner_was_cached(const struct scanner *s);

/* 0 if it has no literal: its matches may begin anywhere. */
int scanner_looks_for(const struct scanner *s, size_t pattern);

/* In which it may match, as it was given. */
uint64_t scanner_fields(const struct scanner *s, size_t pattern);

/* A literal of a pattern ends here in the plain text, and a match begins so
 * far before. */
struct scanner_hit {
    uint32_t end;
    unsigned branch; /* of the pattern, that the match takes */
    struct reach reach;
    uint32_t next; /* of the pattern, by end; SCANNER_NO_HIT: none */
};

#define SCANNER_NO_HIT 0xFFFFFFFFu

struct scanner_hits {
    struct scanner_hit *hit; /* owned */
    size_t count, cap;
    uint32_t *first, *last; /* owned; of each pattern whose bit was set */
    int flood;              /* there are more: matches may begin anywhere */
};
void scanner_hits_clear(struct scanner_hits *h);

struct scanner_scratch; /* one per worker */
struct scanner_scratch *scanner_scratch_new(const struct scanner *s);
void scanner_scratch_free(struct scanner_scratch *x);

/* A text that was made plain, and what it is. */
struct scanner_part {
    size_t end;      /* in the plain text */
    uint64_t fields; /* only patterns of one of these are looked for */
};

struct scanner_text {
    struct str plain;   /* made by plain_add */
    size_t from;        /* of it; what is before was scanned */
    size_t longest_run; /* bytes without a blank in the folded texts */
    const struct scanner_part *part;
    size_t parts;
};

/* Set the bit of each pattern that may match, clear the others, and write the
 * hits; or, with text->from, add to the bits and hits of the scan of what is
 * before. Hits are always written for the same scanner. */
void scanner_scan(const struct scanner *s, struct scanner_scratch *x,
    const struct scanner_text *text, uint64_t *bits, struct scanner_hits *hits);

#endif
