/* classifier/trainer_work.h - one training: documents of a side to a model.
 *
 * What the parts of the trainer share. Term frequencies are counted on the
 * documents learned from alone.
 */
#ifndef CLASSIFIER_TRAINER_WORK_H
#define CLASSIFIER_TRAINER_WORK_H

#include "classifier/model.h"
#include "classifier/trainer.h"
#include "classifier/weights.h"

/* Cost of a margin error; the best of 0.3, 0.8 and 2 on folds that
 * leave out whole sources and later years. */
#define TRAINER_C 2.0

enum trainer_side { TRAINER_LEARN, TRAINER_TEST, TRAINER_SPARE };

struct trainer_work {
    struct dataset *dataset;         /* borrowed */
    const struct glossary *glossary; /* borrowed */
    const struct trainer_options *options;
    unsigned char *side; /* owned: enum trainer_side by document */
    uint8_t *idf;        /* owned, FEATURES_WIDTH */
    size_t learned;      /* documents that idf was counted on */
    struct features features;
    struct listing *listing; /* owned: the document as the path wants it */
    const char *what;        /* being trained, for progress */
    /* What a document's language alone says in the data learned from, on the
     * scale of decision values; nothing on a market. */
    double language[GLOSSARY_LANGUAGES];
};

/* Weights for English, and for all other languages. */
struct trainer_model {
    struct model_linear side[WEIGHTS_SIDES];
};
void trainer_model_clear(struct trainer_model *m);

/* Also finds the language of every document. */
void trainer_work_init(struct trainer_work *w, struct dataset *d,
    const struct glossary *g, const struct trainer_options *options);
void trainer_work_clear(struct trainer_work *w);

/* Hold out notices after last_year and the listings of these sources.
 * Rewritten documents are never learned from: they stand for the languages
 * that no notice is written in. */
void trainer_split(
    struct trainer_work *w, const char *const *held_out, int last_year);

/* In how many documents of side TRAINER_LEARN each feature occurs: what
 * trainer_read weighs by. */
void trainer_count_documents(struct trainer_work *w);

/* Weighted features of a document, into w->features. */
void trainer_read(struct trainer_work *w, size_t i);

/* Train the risk model on the documents of side TRAINER_LEARN, and set
 * w->language. */
void trainer_learn(
    struct trainer_work *w, struct trainer_model *m, const char *what);

/* Decision value of a document to be compared across languages, as in the data
 * learned from, where no notice is in German or Chinese: both machines, and
 * what the language says there. */
double trainer_compare(
    struct trainer_work *w, const struct trainer_model *m, size_t i);

/* Decision value of a document, to be compared within its language. */
double trainer_decide(
    struct trainer_work *w, const struct trainer_model *m, size_t i);

void trainer_say(struct trainer_work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
