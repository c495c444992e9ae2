/* core/casefile.h - a listing, its findings, a priority with its reasons.
 *
 * What `screen` prints and the queue holds. The state of its review is the
 * store's (store/store.h): a casefile is what the machine says.
 */
#ifndef CORE_CASEFILE_H
#define CORE_CASEFILE_H

#include "core/finding.h"
#include "core/listing.h"

struct casefile {
    struct listing *listing; /* owned */
    struct findings findings;
    int flagged;     /* 1: belongs in the queue */
    int blind;       /* 1: to be judged before findings are shown */
    double priority; /* 0..1: what to look at first */
    double risk;     /* 0..1: calibrated probability of the model */
    /* What the words of an offer without category say it is (core/category.h);
     * a name of the program's own, or NULL. */
    const char *category_guess;
    double category_probability;
    double hazards[HAZARDS]; /* 0..1 each; 0 is not written */
    struct texts reasons;    /* why this priority, in words, strongest first */
    struct texts reasons_in[LANGS]; /* the same in other languages */
    /* Versions, so that a verdict can be replayed: "2026.11.1+sha256:..." */
    char *rules_version, *recalls_version, *model_version; /* owned or NULL */
};

struct casefile *casefile_new(void);
void casefile_free(struct casefile *c);
/* Leave the listing alone, and nothing that was said of it. */
void casefile_clear_verdict(struct casefile *c);
/* The reasons in a language; as they stand where there are none in it. */
const struct texts *casefile_reasons(const struct casefile *c, enum lang l);
int casefile_from_json(
    struct casefile **out, const struct js *j, struct fail *fail);
/* Append it as JSON; -1 where it does not fit. */
int casefile_write(struct buf *out, const struct casefile *c);
/* The same without the member "listing". */
int casefile_write_verdict(struct buf *out, const struct casefile *c);
/* The same as a value, with numbers as they are written. */
struct js *casefile_to_json(const struct casefile *c);

#endif
