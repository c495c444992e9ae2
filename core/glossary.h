/* core/glossary.h - kinds of product, named in three languages.
 *
 * A table of our own (core/glossary.tsv): one row per concept with its
 * English, German and Chinese names. It lets what English notices teach hold
 * for German and Chinese offers too. Knows no weights and no labels.
 */
#ifndef CORE_GLOSSARY_H
#define CORE_GLOSSARY_H

#include "base/fail.h"
#include "base/str.h"

enum glossary_language {
    GLOSSARY_EN,
    GLOSSARY_DE,
    GLOSSARY_ZH,
    GLOSSARY_LANGUAGES
};

enum glossary_kind {
    GLOSSARY_OPEN,     /* '-': the data alone says */
    GLOSSARY_RECALLED, /* 'r': often in notices, by our knowledge */
    GLOSSARY_ORDINARY, /* 'o': seldom in notices */
};

struct glossary_concept {
    char *name;       /* owned; unique */
    char *class_name; /* owned; "nursery", "tool" ... */
    enum glossary_kind kind;
    /* Forms as written, for making titles; first is the usual one. */
    struct str form[GLOSSARY_LANGUAGES][8];
    size_t form_count[GLOSSARY_LANGUAGES];
};

struct glossary_hit {
    uint32_t concept;
    uint32_t start, end;             /* bytes of the folded text */
    enum glossary_language language; /* of the form that stands there */
};

struct glossary;

/* Columns, separated by tabs: name, kind, class, English, German, Chinese;
 * forms are separated by '|'. A form that ends in '*' may go on inside the
 * word. '#' begins a comment line. */
int glossary_parse(struct glossary **out, struct str text, const char *name,
    struct fail *fail);
void glossary_free(struct glossary *g);

size_t glossary_count(const struct glossary *g);
const struct glossary_concept *glossary_at(const struct glossary *g, size_t i);

/* Find concepts in folded text, from the left, the longest form first, none
 * inside another; at most max. English names are whole words, plural or not;
 * German ones of five letters and more may also end a compound. Returns how
 * many. */
size_t glossary_find(const struct glossary *g, struct str folded,
    struct glossary_hit *hits, size_t max);

#endif
