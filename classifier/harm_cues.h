/* classifier/harm_cues.h - words that tell of harm, and where they stand.
 *
 * A table of our own (classifier/harm_cues.tsv, part of the program) in
 * English, German and Chinese. Finds its patterns in one sentence; what they
 * mean together is harm_report's.
 *
 * A scored table, no trained weights: an analyst can read why a sentence
 * counted, and customer reviews to learn from are not ours to copy. Sentences
 * of our own making would teach a model no more than the table that made
 * them says already.
 */
#ifndef CLASSIFIER_HARM_CUES_H
#define CLASSIFIER_HARM_CUES_H

#include "base/buf.h"
#include "base/fail.h"

enum harm_kind {
    HARM_EVENT, /* the harm itself */
    HARM_HURT,  /* and a person was hurt */
    HARM_SIGN,  /* may mean it: counts beside a person or a thing */
    HARM_WOUND, /* a person was hurt; says no hazard */
    HARM_PERSON,
    HARM_THING,
    HARM_DENY,   /* what follows did not happen */
    HARM_DENIED, /* what stands before did not happen */
    HARM_MAYBE,  /* what follows is feared, possible, warned of */
    HARM_OTHER,  /* what follows is told of another product */
    HARM_BREAK,  /* a new clause begins behind it */
    HARM_MASK,   /* these words are no cue */
    HARM_KINDS
};

struct harm_token {
    uint32_t start, end; /* bytes of harm_tokens.text */
    uint16_t clause;     /* number of the part between commas */
    unsigned char han;   /* one Chinese character */
};

/* The words of one sentence; reused. */
struct harm_tokens {
    struct buf text; /* folded, Simplified, umlauts as "ae", no apostrophes */
    struct buf folded;
    struct harm_token *item; /* owned */
    size_t count, cap;
};

struct harm_hit {
    uint16_t start, end; /* tokens */
    unsigned char kind;
    unsigned char hazard; /* of HARM_EVENT, _HURT, _SIGN */
};

struct harm_cues; /* immutable, may be shared between threads */

/* The program's own table. */
struct harm_cues *harm_cues_new(void);
/* Another table; the error names its line. */
int harm_cues_parse(
    struct harm_cues **out, struct str text, const char *name, struct fail *f);
void harm_cues_free(struct harm_cues *c);

/* Words of a sentence that are looked at; the rest is left out. */
#define HARM_TOKENS_MAX 400

void harm_cues_read(
    const struct harm_cues *c, struct harm_tokens *out, struct str sentence);
void harm_cues_clear_tokens(struct harm_tokens *t);

/* Every place of every cue, in order of its start; at most max. */
size_t harm_cues_find(const struct harm_cues *c, const struct harm_tokens *t,
    struct harm_hit *hits, size_t max);

#endif
