/* recalls/match_work.h - what the rungs of the matching ladder share.
 *
 * Inside recalls/ only: the listing at hand, which recalls are settled, how
 * a finding's score adds up, and who wants to see that (recall_explain.h).
 */
#ifndef RECALLS_MATCH_WORK_H
#define RECALLS_MATCH_WORK_H

#include "core/listing.h"
#include "recalls/match_reason.h"
#include "recalls/offer_text.h"
#include "recalls/recall_candidate.h"
#include "recalls/recall_index.h"

/* Recalls looked at per look-up: one number is rarely in more notices. */
#define MATCH_LOOKUP_MAX 40
#define MATCH_SEEN_MAX 256

/* What one feature did for or against one recall. */
struct match_step {
    const char *rung;    /* "case number", "gtin", "model", "name" */
    const char *feature; /* "brand", "batch" ... */
    char value[200];     /* what was seen, in words */
    double share;        /* what it adds to the score */
    int denies;          /* it ends the rung without a finding */
};

struct match_trace {
    uint32_t recall; /* whose steps are wanted */
    void (*step)(void *ctx, const struct match_step *s);
    void *ctx;
};

/* Whether the offer says that it is under no recall. */
enum match_denial { DENIAL_UNASKED, DENIAL_NONE, DENIAL_SAID };

struct recall_scratch {
    const struct recall_index *ix;
    struct offer_text *ot;
    struct candidate_sums *sums;
    enum lang language;
    struct match_trace *trace; /* borrowed, or NULL */
    struct findings *out;      /* of the listing at hand, borrowed */
    struct buf key;            /* of the words at hand */
    /* Recalls that have a finding, or were ruled out, for this listing. */
    uint32_t seen[MATCH_SEEN_MAX];
    size_t seen_count;
    size_t made;
    /* Where the offer says that it is under no recall: words. */
    size_t denial_from, denial_to;
    enum match_denial denial;
};

/* Climb the ladder: recall_match, of an empty index too. */
void recall_match_climb(const struct recall_index *ix, struct recall_scratch *s,
    const struct listing *l, struct findings *out);
/* The same of the listing that s has read already. */
void recall_match_again(const struct recall_index *ix, struct recall_scratch *s,
    struct findings *out);

/* 1 if nothing more is to be said about the recall, or of the listing. */
int match_work_settled(const struct recall_scratch *s, uint32_t recall);
void match_work_settle(struct recall_scratch *s, uint32_t recall);

/* 1 if the offer says that it is under no recall, and sets where. It is asked
 * of the few offers that something else agrees of. */
int match_work_denies(struct recall_scratch *s);

/* How sure a match is, as it adds up. */
struct match_sum {
    struct recall_scratch *s;
    uint32_t recall;
    const char *rung;
    double score;
    unsigned limits; /* bits of LIMIT_.. */
};

/* Add a feature's share. */
void match_work_add(struct match_sum *sum, double share, const char *feature,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Add what a limit takes. */
void match_work_limit(struct match_sum *sum, enum match_reason limit,
    double share, struct str value);

/* Say why the rung ends without a finding; the recall is settled. */
void match_work_deny(struct match_sum *sum, const char *feature,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Scores from which on a sum is strong, and worth a finding at all. */
#define MATCH_STRONG 0.7
#define MATCH_CANDIDATE 0.3

/* The finding of a sum, with what the notice says and its reason; NULL when
 * there are enough. Add spans, then give it to match_work_keep. */
struct finding *match_work_finding(struct match_sum *sum,
    enum finding_strength strength, enum match_reason reason,
    const char *value);
void match_work_keep(struct recall_scratch *s, struct finding **f);

/* Quote the folded bytes [start,end) of a field, or words [from, to). */
void match_work_span(struct finding *f, const struct offer_text *ot,
    size_t field, size_t start, size_t end);
void match_work_words(
    struct finding *f, const struct offer_text *ot, size_t from, size_t to);

/* The rungs. */
void match_case(struct recall_scratch *s);
void match_gtin(struct recall_scratch *s);
void match_model(struct recall_scratch *s);
void match_name(struct recall_scratch *s);

/* The last rung for one recall: 1 if it made a finding. */
int match_name_try(struct recall_scratch *s, const struct recall_candidate *c);

/* What the words shared with this recall's name must weigh at least for the
 * last rung to make a finding. */
double match_name_least(const struct recall_entry *e);

#endif
