/* rules/rule_parse.h - rule packs as written: YAML to a syntax tree.
 *
 * The language is described in docs/rule-language.md. Knows form only: what
 * a pattern means is rule_expr's, what a condition means is rule_scan's.
 */
#ifndef RULES_RULE_PARSE_H
#define RULES_RULE_PARSE_H

#include "base/arena.h"
#include "base/yaml.h"
#include "core/finding.h"
#include "rules/certificate.h"
#include "rules/rates.h"
#include "rules/rule_expr.h"
#include "rules/term_table.h"

enum rule_language { RULE_EN, RULE_DE, RULE_ZH, RULE_LANGUAGES };

/* A text in several languages; a missing one is empty. */
struct rule_words {
    struct str in[RULE_LANGUAGES];
};

enum rule_kind {
    RULE_ALL,
    RULE_ANY,
    RULE_SELLER, /* what is said of the seller: all of it */
    RULE_NOT,    /* the last that holds other conditions */
    RULE_MATCH,
    RULE_NEAR,
    RULE_LIST,
    RULE_ABSENT,
    RULE_PRESENT,
    RULE_NUMBER,
    RULE_IS,
    RULE_CERTIFICATE,
    RULE_GTIN,
    RULE_RECALL,
    RULE_MODEL,
    RULE_IMAGE, /* reserved: rule_when_parse refuses it */
};

/* What a condition asks of a certificate's number. */
enum rule_form { RULE_FORM_ANY, RULE_FORM_VALID, RULE_FORM_INVALID };

/* A borrowed list of texts. */
struct rule_texts {
    struct str *item;
    size_t count;
};

struct rule_list {
    struct str name;
    struct rule_texts terms;
    int line, column;
    struct rule_list *next;
};

struct rule_cond {
    enum rule_kind kind;
    int line, column;
    struct rule_cond *first;     /* children of all, any, seller, not */
    struct rule_cond *next;      /* sibling */
    uint64_t fields;             /* bits of enum rule_field */
    struct rule_expr expr;       /* match, list, near (first), number (name),
                                    certificate (label) */
    struct rule_expr second;     /* near */
    struct rule_expr unless;     /* match, list, near: denies a match near it */
    unsigned denied_by;          /* enum denial_kind */
    int within;                  /* near: words between at most */
    struct rule_texts languages; /* of offers it is tried on; none: all */
    struct str lexicon;          /* list: file name of a shared lexicon */
    const struct term_table *rows; /* its rows, owned by the set */
    struct rule_expr *row_expr;    /* and an expression for each */
    struct str unit;               /* number */
    struct str currency;           /* number: the price, converted */
    const struct rates *rates;     /* owned by the set */
    double above, below; /* number, model: open bounds, infinite if none */
    double at_least, at_most;
    struct rule_texts values; /* is: what the field is compared with */
    int negate;               /* is: none of the values */
    enum certificate_kind certificate;
    enum rule_form form;
    enum finding_strength strength; /* recall: at least */
    unsigned hazards;               /* recall, model: one of these; 0: any */
};

struct rule_example {
    int flag; /* 1: must be flagged; 0: must not */
    const struct yaml_node *node;
    struct rule_example *next;
};

struct rule {
    struct str id;
    int line, column;
    struct rule_words title, message;
    struct str basis, url;
    int severity;     /* 1 low, 2 medium, 3 high, 4 serious */
    unsigned hazards; /* bits of enum hazard */
    enum finding_strength strength;
    struct rule_texts markets; /* empty: everywhere */
    int64_t from_ms, until_ms; /* wall clock; 0 open */
    struct rule_cond *when;
    struct rule_example *examples;
    struct rule *next;
};

struct rule_pack {
    struct str name, version;
    struct rule_words title;
    struct rule_list *lists;
    struct rule *rules;
    struct yaml *yaml;  /* owned: the texts stand there */
    struct arena arena; /* owned: the nodes stand here */
};

/* Parse one pack; path names it in messages. Goes on after a faulty rule, so
 * that *errors holds one "FILE:LINE:COLUMN: what is wrong (what helps)" per
 * fault. Returns -1 if there is any; fail is the first. errors may be NULL. */
int rule_parse(struct rule_pack **out, struct str text, const char *path,
    struct texts *errors, struct fail *fail);
void rule_pack_free(struct rule_pack *p);

/* The named list or NULL. */
const struct rule_list *rule_pack_list(
    const struct rule_pack *p, struct str name);

/* The text in a language ("de"), else in English, else in any. */
struct str rule_words_in(const struct rule_words *w, const char *language);

const char *rule_kind_name(enum rule_kind k);

#endif
