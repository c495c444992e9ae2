/* recalls/feed_walk.h - what the readers of single feeds share. */
#ifndef RECALLS_FEED_WALK_H
#define RECALLS_FEED_WALK_H

#include "recalls/feed.h"

/* Ask for base followed by the formatted rest. */
void feed_walk_ask(struct feed_walk *w, enum feed_kind kind, const char *listed,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Ask for an address that a document names, resolved against `from`. The
 * feed's public base is replaced by the walk's; what leads to another host
 * than the base is counted as strange. */
void feed_walk_follow(struct feed_walk *w, enum feed_kind kind,
    const char *listed, struct str from, struct str reference);

/* Notices in the form of the feed's records. */
int feed_walk_import(struct feed_walk *w, struct str text, struct fail *fail);

/* The same of a JSON array. */
int feed_walk_import_array(
    struct feed_walk *w, const struct js *array, struct fail *fail);

/* Parse a JSON object that has the member, of that kind; or fail naming it. */
int feed_walk_object(struct js **out, struct str body, const char *member,
    enum js_kind kind, struct fail *fail);

/* Owned text, percent-encoded for a query. */
char *feed_walk_escape(struct str text);

/* 1 if a listed date is worth reading: none, or at or after w->since. */
int feed_walk_wants(const struct feed_walk *w, const char *listed);

/* The readers; named in the table of recalls/feed.c. */
void feed_json_cpsc_start(struct feed_walk *w);
int feed_json_cpsc(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);
void feed_json_canada_start(struct feed_walk *w);
int feed_json_canada(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);
void feed_json_rapex_start(struct feed_walk *w);
void feed_json_conso_start(struct feed_walk *w);
int feed_json_dataset(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);
void feed_json_opss_start(struct feed_walk *w);
int feed_json_opss(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);
void feed_json_nhtsa_start(struct feed_walk *w);
int feed_json_nhtsa(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);
void feed_markup_weeks_start(struct feed_walk *w);
int feed_markup_weeks(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);
void feed_markup_accc_start(struct feed_walk *w);
int feed_markup_accc(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);
void feed_markup_samr_start(struct feed_walk *w);
int feed_markup_samr(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);

#endif
