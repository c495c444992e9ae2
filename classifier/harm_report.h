/* classifier/harm_report.h - reviews in which customers report harm.
 *
 * "caught fire", "Stromschlag bekommen", "起火": a sentence counts when it
 * says that the harm happened, with this product. What was denied, feared,
 * warned of, asked, told of another product or meant otherwise ("this deal is
 * fire") does not. Knows no priorities.
 */
#ifndef CLASSIFIER_HARM_REPORT_H
#define CLASSIFIER_HARM_REPORT_H

#include "classifier/harm_cues.h"
#include "core/finding.h"
#include "core/listing.h"

struct harm_verdict {
    unsigned hazards; /* bits of enum hazard that the sentence reports */
    int hurt;         /* a person was hurt */
    double score;     /* 0..1: 1 where the harm is named, less for signs */
};

/* Working memory of one reader; reused. */
struct harm_scratch {
    struct harm_tokens tokens;
    struct harm_hit *hits; /* owned */
};

void harm_report_init(struct harm_scratch *s);
void harm_report_clear(struct harm_scratch *s);

/* Judge one sentence (valid UTF-8) of a review with `rating` stars, 0 where
 * that is not known: signs alone do not count in a contented review. */
void harm_report_judge(const struct harm_cues *c, struct harm_scratch *s,
    struct str sentence, double rating, struct harm_verdict *out);

/* Append a finding "harm/HAZARD" for every hazard that the listing's reviews
 * report, with each sentence as a span of "reviews[i]". A candidate; strong
 * where two reviews of different words report it, or one that a person was
 * hurt. `language` of the reason: "en", "de", "zh"; NULL for English. */
void harm_report_find(const struct harm_cues *c, struct harm_scratch *s,
    const struct listing *l, const char *language, struct findings *out);

#endif
