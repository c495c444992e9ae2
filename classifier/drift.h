/* classifier/drift.h - do offers still look as they did at training?
 *
 * Counts how a model's probabilities, the classes of products and the lengths
 * of titles fall, by language, and compares two such counts by the population
 * stability index: sum of (now - then) * ln(now / then) over the bins. Below
 * 0.1 is usual change, above 0.25 another population. Knows no store and no
 * model file.
 */
#ifndef CLASSIFIER_DRIFT_H
#define CLASSIFIER_DRIFT_H

#include "base/js.h"
#include "classifier/token.h"
#include "core/glossary.h"

#define DRIFT_BINS 11
/* Classes of products in the glossary; the last is "none". */
#define DRIFT_CLASSES_MAX 64
/* Titles by their number of words. */
#define DRIFT_LENGTHS 9
#define DRIFT_WATCH 0.1
#define DRIFT_WARN 0.25

struct drift {
    char *model; /* owned: version of the model that judged */
    struct drift_language {
        double offers;
        double bin[DRIFT_BINS];
        double class_count[DRIFT_CLASSES_MAX];
        double length[DRIFT_LENGTHS]; /* none in older references */
    } language[GLOSSARY_LANGUAGES];
    char *class_name[DRIFT_CLASSES_MAX]; /* owned */
    size_t classes;
};

void drift_init(struct drift *d, const struct glossary *g, struct str model);
void drift_clear(struct drift *d);

/* Count an offer by its title, of which so many tokens were read, and its
 * probability. */
#define DRIFT_TITLE_TOKENS 60
void drift_add(struct drift *d, const struct glossary *g,
    const struct tokens *title, double risk);

struct js *drift_to_json(const struct drift *d);
/* The classes must be those of `like`, and the model the same: else another
 * reference is needed, and the error says so. */
int drift_from_json(struct drift *out, const struct js *j,
    const struct drift *like, struct fail *fail);

struct drift_change {
    double psi;    /* 0 where either side has no offer */
    double chance; /* what so few offers give without any change */
    int warns;     /* above DRIFT_WARN, and more than chance explains */
};
struct drift_change drift_scores(
    const struct drift *then, const struct drift *now, int language);
struct drift_change drift_classes(
    const struct drift *then, const struct drift *now, int language);
struct drift_change drift_lengths(
    const struct drift *then, const struct drift *now, int language);

/* The share of a class in the offers of a language. */
double drift_share(const struct drift *d, int language, size_t class_number);

#endif
