/* base/pattern.h - one compiled regular expression, with limits.
 *
 * PCRE2 with JIT. Every match has a step limit, so that a hostile text costs
 * a stated amount of work and then an answer, never a hang.
 */
#ifndef BASE_PATTERN_H
#define BASE_PATTERN_H

#include "base/fail.h"
#include "base/str.h"

enum pattern_flag {
    PATTERN_NOCASE = 1, /* ignore case, Unicode */
    PATTERN_BYTES = 2,  /* bytes, not UTF-8 (for URLs) */
};

enum pattern_result {
    PATTERN_LIMIT = -1, /* gave up: a limit was reached */
    PATTERN_MISS = 0,
    PATTERN_HIT = 1,
};

#define PATTERN_SPANS_MAX 10

struct pattern_match {
    size_t start[PATTERN_SPANS_MAX], end[PATTERN_SPANS_MAX];
    size_t count; /* 1 + groups that were set; unset ones have start > end */
};

struct pattern; /* immutable, may be shared between threads */

/* Compile; the error names the offset and what is wrong there. */
int pattern_new(
    struct pattern **out, struct str text, unsigned flags, struct fail *fail);
/* The same of text that is known to be sound, compiled when it is asked for
 * the first time. */
struct pattern *pattern_new_later(struct str text, unsigned flags);
void pattern_free(struct pattern *p);

/* First match at or after byte `from` (a code point boundary). The subject
 * must be valid UTF-8 unless PATTERN_BYTES was given. m may be NULL. */
enum pattern_result pattern_find(const struct pattern *p, struct str subject,
    size_t from, struct pattern_match *m);

/* The same, of matches that begin at or before byte `last`. */
enum pattern_result pattern_find_within(const struct pattern *p,
    struct str subject, size_t from, size_t last, struct pattern_match *m);

/* 1 if it matches in the subject: for patterns that are asked once. */
int pattern_matches_once(const struct pattern *p, struct str subject);

/* Steps before a match is given up. */
#define PATTERN_STEPS_MAX 1000000

/* The steps that the hardest place of the subject needs, to within a tenth;
 * PATTERN_STEPS_MAX if it needs more. Slow: for authors, not for scans. */
uint32_t pattern_steps(const struct pattern *p, struct str subject);

#endif
