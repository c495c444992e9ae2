/* core/finding.h - one piece of evidence about a listing.
 *
 * Says *suspected*, with the words it rests on; a person decides.
 */
#ifndef CORE_FINDING_H
#define CORE_FINDING_H

#include "base/js.h"
#include "core/hazard.h"
#include "core/lang.h"
#include "core/texts.h"

enum finding_source {
    FINDING_RECALL,
    FINDING_RULE,
    FINDING_MODEL,
    FINDING_REVIEW, /* harm reported by customers */
    FINDING_WATCH,  /* an offer that was taken down, offered again */
};

enum finding_strength {
    FINDING_CANDIDATE,  /* worth a look beside others */
    FINDING_STRONG,     /* worth a look alone */
    FINDING_CONCLUSIVE, /* identity proved by an identifier */
};

/* A quotation: bytes [start,end) of the UTF-8 text of the named field.
 * List items are named "gtins[0]", attributes "attributes.Voltage". */
struct finding_span {
    char *field;
    size_t start, end;
    char *text; /* the quoted words */
};

struct finding_term {
    char *text;
    double weight;
};

/* All its texts and arrays are pieces of `held`. */
struct finding {
    struct arena held; /* owned */
    enum finding_source source;
    char *id; /* recall id, "pack/rule", model name */
    enum finding_strength strength;
    double score; /* 0..1 */
    char *reason; /* one sentence for a person */
    char *basis;  /* legal basis, or NULL */
    char *title;  /* short name of rule or recalled product, or NULL */
    char *url;    /* the notice or the law, or NULL */
    struct {
        char *reason, *title;     /* or NULL: as above */
    } in[LANGS];                  /* in other languages */
    int severity;                 /* 0 unknown, 1 low .. 4 serious */
    unsigned hazards;             /* bits of enum hazard */
    double hazard_score[HAZARDS]; /* model: probability, else 0 */
    struct finding_span *spans;
    size_t span_count, span_cap;
    struct texts absent;    /* fields that are missing from the offer */
    struct texts looked_at; /* absence: what was searched, in words */
    struct finding_term *terms;
    size_t term_count, term_cap;
};

struct finding *finding_new(enum finding_source source, const char *id,
    enum finding_strength strength, double score);
void finding_free(struct finding *f);
/* A text that it may have, as its title: a copy that lives as long as f. */
char *finding_text(struct finding *f, struct str s);
void finding_set_reason(struct finding *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void finding_set_reason_text(struct finding *f, const char *text);
void finding_add_span(struct finding *f, const char *field, struct str text,
    size_t start, size_t end); /* text: the whole field */
void finding_add_absent(struct finding *f, struct str field);
void finding_add_looked_at(struct finding *f, struct str words);
void finding_add_term(struct finding *f, struct str text, double weight);

/* Reason, and title (or NULL), in a language; as it stands where there is none
 * in it. */
const char *finding_reason(const struct finding *f, enum lang l);
const char *finding_title(const struct finding *f, enum lang l);

const char *finding_source_name(enum finding_source s);
const char *finding_strength_name(enum finding_strength s);

int finding_from_json(
    struct finding **out, const struct js *j, struct fail *fail);
void finding_write(struct js_line *line, const struct finding *f);
/* The same as a value, with numbers as they are written. */
struct js *finding_to_json(const struct finding *f);

/* Owned list of findings that stages append to. */
struct findings {
    struct finding **item;
    size_t count, cap;
};
/* Takes *f and sets it to NULL. */
void findings_add(struct findings *fs, struct finding **f);
void findings_clear(struct findings *fs);

#endif
