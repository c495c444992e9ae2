/* core/recall.h - one official notice, with the members of docs/formats.md. */
#ifndef CORE_RECALL_H
#define CORE_RECALL_H

#include "base/fail.h"
#include "core/texts.h"

#include <stdint.h>

enum recall_field {
    RECALL_ID,        /* the authority's number: "SR/01326/26", "24-069" */
    RECALL_SOURCE,    /* "eu-safety-gate", "us-cpsc" ... */
    RECALL_PUBLISHED, /* RFC 3339 date */
    RECALL_URL,
    RECALL_PRODUCT, /* kind of product: "Remote-controlled car" */
    RECALL_NAME,    /* as sold: "Super Racer X100" */
    RECALL_BRAND,
    RECALL_CATEGORY,
    RECALL_DESCRIPTION,
    RECALL_HAZARD_TEXT,
    RECALL_LEVEL,             /* serious high medium low other */
    RECALL_COUNTRY_OF_ORIGIN, /* ISO 3166-1 alpha-2 where it is known */
    RECALL_NOTIFYING_COUNTRY,
    RECALL_LANGUAGE, /* ISO 639-1 */
    RECALL_SUPERSEDES,
    RECALL_WITHDRAWN,     /* RFC 3339 date: no longer in force from then on */
    RECALL_WITHDRAWN_WHY, /* "archived", "gone", "superseded" ... */
    RECALL_SUPERSEDED_BY, /* id of the notice that stands for it now */
    RECALL_FIELDS
};

enum recall_list {
    RECALL_MODELS,
    RECALL_GTINS, /* 14 digits, correct check digit */
    RECALL_BATCHES,
    RECALL_HAZARDS, /* names of core/hazard.h */
    RECALL_MEASURES,
    RECALL_SOLD_AT,
    RECALL_IMAGES,
    RECALL_LISTS
};

struct recall {
    char *text[RECALL_FIELDS]; /* held, valid UTF-8, or NULL */
    struct {
        uint32_t len, room; /* bytes of the text; those it may have there */
    } size[RECALL_FIELDS];
    struct texts list[RECALL_LISTS]; /* held */
    struct js *extra;  /* owned: members we do not know, or of another type */
    struct arena held; /* owned: texts and lists are pieces of it */
};

struct recall *recall_new(void);
void recall_free(struct recall *r);

const char *recall_field_name(enum recall_field f);
const char *recall_list_name(enum recall_list f);
struct str recall_get(const struct recall *r, enum recall_field f);

/* Copy, trimmed, NFC; empty makes the field absent. */
void recall_set(struct recall *r, enum recall_field f, struct str s);
/* The same, unless it is there already or the list is at its cap. */
void recall_add(struct recall *r, enum recall_list f, struct str s);

/* An id and a source are required. */
int recall_from_json(
    struct recall **out, const struct js *j, struct fail *fail);
/* The same of its text. */
int recall_parse(struct recall **out, struct str json, struct fail *fail);
struct js *recall_to_json(const struct recall *r);
/* Append what js_write makes of it. */
void recall_write(const struct recall *r, struct buf *out);

#endif
