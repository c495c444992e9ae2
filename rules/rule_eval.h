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
};

struct rule_eval {
    const struct rule_set *set;
    struct rule_view view;
    struct rule_hit hit[RULE_HITS_MAX]; /* what made the rule true */
    size_t hits;
    uint64_t absent; /* fields whose absence made the rule true */
    size_t limits;   /* matches given up */
    struct buf why;  /* of the condition that was evaluated last */
    /* Called per condition when not NULL; no condition is skipped then. */
    void (*visit)(const struct rule_step *step, void *arg);
    void *arg;
};

/* The truth of c; hits and absent grow by what made it true. */
enum rule_truth rule_eval(
    struct rule_eval *e, const struct rule_cond *c, int depth);

#endif
