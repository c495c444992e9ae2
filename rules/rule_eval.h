/* rules/rule_eval.h - the truth of conditions over one viewed listing. */
#ifndef RULES_RULE_EVAL_H
#define RULES_RULE_EVAL_H

#include "rules/rule_scan.h"
#include "rules/rule_view.h"

/* Quotations kept of one rule: more tell a reader nothing new. */
#define RULE_HITS_MAX 8

struct rule_hit {
    const struct rule_piece *piece;
    size_t start, end; /* in the folded text */
    struct str entry;  /* of the lexicon's row that matched; may be empty */
};

/* A place in the folded text of a piece. */
struct rule_place {
    size_t start, end;
};

struct rule_eval {
    const struct rule_set *set;
    struct rule_view view;
    uint64_t stated;                 /* fields of the listing */
    struct scanner_scratch *scanner; /* owned by the scratch */
    struct plain plain;              /* owned; all texts of the listing */
    struct scanner_part *part;       /* owned; the pieces in it */
    size_t part_cap;
    size_t added_from;         /* in the plain text: what was added last */
    uint64_t added_fields;     /* and of which fields it is */
    struct scanner_hits found; /* owned */
    /* Expressions that may match somewhere in the listing, and of them those
     * that do. */
    uint64_t *seen, *sure; /* owned by the scratch */
    /* The match found last by a pattern that is tried on whole texts: one
     * that may match is looked for again at once. */
    struct {
        const struct pattern *pattern; /* NULL: none */
        const struct rule_piece *piece;
        struct pattern_match match;
    } last;
    struct rule_hit hit[RULE_HITS_MAX]; /* what made the rule true */
    size_t hits;
    uint64_t absent; /* fields whose absence made the rule true */
    const struct rule_context *context;
    const struct finding *recall; /* that made the rule true, or NULL */
    size_t limits;                /* matches given up */
    int negations;  /* `not` around the condition that is evaluated */
    struct buf why; /* of the condition that was evaluated last */
    /* Called per condition when not NULL; no condition is skipped then. */
    void (*visit)(const struct rule_step *step, void *arg);
    void *arg;
};

/* --- between rule_eval.c (words) and rule_eval_fact.c (facts) --- */

/* number, is, certificate, gtin, recall, model. */
enum rule_truth rule_eval_fact(struct rule_eval *e, const struct rule_cond *c);
/* What could not be seen is unknown; what could and is not there is false. */
enum rule_truth rule_eval_not_found(const struct rule_eval *e);
/* Add to what is told of the condition, where somebody is told. */
void rule_eval_say(struct rule_eval *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void rule_eval_hit(struct rule_eval *e, const struct rule_piece *p,
    struct rule_place at, struct str entry);
/* The truth of c; hits and absent grow by what made it true. */
enum rule_truth rule_eval(
    struct rule_eval *e, const struct rule_cond *c, int depth);

#endif
