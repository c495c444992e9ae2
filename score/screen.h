/* score/screen.h - recalls, rules, classifier and reviews on a listing.
 *
 * What is loaded is immutable and shared by every worker; a worker brings
 * its own scratch memory. Pure: the same listing and the same versions give
 * the same casefile.
 */
#ifndef SCORE_SCREEN_H
#define SCORE_SCREEN_H

#include "classifier/category_model.h"
#include "classifier/harm_report.h"
#include "classifier/risk.h"
#include "core/casefile.h"
#include "recalls/recall_index.h"
#include "rules/rule_set.h"
#include "score/likeness.h"
#include "score/policy.h"

/* All members are owned; recalls, model and likeness may be NULL. */
struct screener {
    struct recall_index *recalls;
    struct rule_set *rules;
    struct risk_model *model;
    struct category_model *categories; /* may be NULL */
    struct likeness *likeness;         /* of the recalls above */
    struct harm_cues *harm; /* what customers tell; made with the screener */
    struct policy policy;
    char *market;       /* which law applies: "EU", "CN" ... */
    char *language;     /* of all reasons: "en", "de", "zh"; NULL: English */
    int every_language; /* cases say their reasons in the others too */
    int64_t today_ms;   /* for rules with a date */
};

struct screener *screener_new(struct str market, int64_t today_ms);
void screener_free(struct screener *s);

struct screen_scratch;
struct screen_scratch *screen_scratch_new(const struct screener *s);
void screen_scratch_free(struct screen_scratch *scratch);

/* Versions of all models that have a say, a blank between two; owned, or NULL.
 */
char *screener_models(const struct screener *s);

/* Judge a listing. Takes *l and sets it to NULL; the casefile is owned by
 * the caller. */
struct casefile *screen_listing(const struct screener *s,
    struct screen_scratch *scratch, struct listing **l);

/* Append what recalls look an offer up by (recalls/recall_probe.h): of the
 * casefile that screen_listing made last with this scratch. */
void screen_keys(const struct screener *s, struct screen_scratch *scratch,
    const struct casefile *c, struct buf *out);

/* Call say for every rule of which matches were given up at PCRE2's step limit
 * so far: it could not be decided on some text, which is to be known. */
void screen_limits(const struct screener *s,
    const struct screen_scratch *scratch,
    void (*say)(const char *rule, size_t given_up, void *arg), void *arg);

/* How many in all: cheap. */
size_t screen_limits_count(const struct screen_scratch *scratch);

#endif
