/* rules/rule_expr.h - an author's pattern made ready for folded text.
 *
 * Authors write words as they know them ("Größe", "磁力球"); listings are read
 * folded (base/fold.h). So the pattern is folded too, a blank in it stands
 * for any gap between words, and its ends stand at the ends of words. Also
 * finds the literals a match must contain, for rules/scanner.h.
 */
#ifndef RULES_RULE_EXPR_H
#define RULES_RULE_EXPR_H

#include "base/buf.h"
#include "base/pattern.h"
#include "rules/literal.h"

/* What must be as the author wrote it, where folding would not care. */
enum rule_exact { RULE_EXACT_CASE = 1, RULE_EXACT_WIDTH = 2 };

struct rule_expr {
    struct str source; /* as written; borrowed from the pack */
    int line, column;
    int whole;      /* ends stand at word ends; no effect beside Han and Kana */
    unsigned exact; /* bits of enum rule_exact */
    struct pattern *pattern; /* owned, set by rule_expr_compile */
    struct pattern *written; /* owned; NULL unless exact */
    struct pattern **branch; /* owned; its alternatives one by one, or NULL */
    size_t branches;
    int shared;      /* they belong to another expression */
    size_t number;   /* its bit in the prefilter */
    size_t literals; /* 0: tried on every text, slow */
    double rate;     /* how often one is in 1,000 bytes of offers, about */
};

/* Compile e->source and, where literals is not NULL, find its literals and
 * its branches. Fails, saying why, on what PCRE2 refuses or what cannot be
 * folded; then *literals is as it was. */
int rule_expr_compile(
    struct rule_expr *e, struct literal_set *literals, struct fail *fail);
void rule_expr_clear(struct rule_expr *e);

/* 1 if the words of a match, as they stand in the offer, are as exact as e
 * asks for. */
int rule_expr_is_exact(const struct rule_expr *e, struct str original);

/* Append a pattern that matches the plain text; a star in it stands for the
 * rest of a word ("*creme"), any other pattern sign for itself. */
void rule_expr_quote(struct buf *out, struct str text);

#endif
