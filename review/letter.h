/* review/letter.h - notices, orders, letters and dossiers made of cases.
 *
 * What kinds there are, in which languages, how long each gives, what stands
 * in them, and the template of each: the office's newest version, else the
 * program's own. Knows no page.
 */
#ifndef REVIEW_LETTER_H
#define REVIEW_LETTER_H

#include "core/calendar.h"
#include "core/casefile.h"
#include "core/lang.h"
#include "core/template.h"
#include "store/orders.h"

enum letter_kind {
    LETTER_ORDER,   /* GPSR Art. 22, with the content of DSA Art. 9(2) */
    LETTER_NOTICE,  /* DSA Art. 16 */
    LETTER_SELLER,  /* to the seller */
    LETTER_DOSSIER, /* to SAMR; in two languages, one of them Chinese */
    LETTER_KINDS
};

/* "order" "notice" "seller" "dossier" */
const char *letter_kind_name(enum letter_kind k);
int letter_kind_find(enum letter_kind *out, struct str name);

/* The language the letter is written in where that one is asked for: a dossier
 * has its second language, English for Chinese. */
enum lang letter_language(enum letter_kind k, enum lang asked);

/* When the offers have to be gone, or an answer is due. Two working days for
 * an order and three for a notice (Regulation (EU) 2023/988, Art. 22), ten
 * for a seller's answer, 24 hours in China. */
struct calendar_due letter_due(
    enum letter_kind k, const struct calendar *c, int64_t sent_ms);

/* --- templates --- */

struct letter_template {
    enum letter_kind kind;
    enum lang language;
    int64_t version; /* 0: the program's own */
    struct buf text;
    char digest[65];
};

/* The program's own text. */
struct str letter_default(enum letter_kind k, enum lang l);
/* The newest version; to be cleared. */
int letter_template_find(struct store *s, enum letter_kind k, enum lang l,
    struct letter_template *out, struct fail *fail);
void letter_template_clear(struct letter_template *t);
/* Is every field one that letters have? The error names the line. */
int letter_template_check(
    enum letter_kind k, enum lang l, struct str text, struct fail *fail);
/* Owned object with every field there is, for that check. */
struct js *letter_known(void);

/* --- filling in --- */

enum letter_measure {
    LETTER_REMOVE,
    LETTER_DISABLE,
    LETTER_WARN,
    LETTER_MEASURES
};
const char *letter_measure_name(enum letter_measure m);

/* What a person chose; borrowed texts. */
struct letter_form {
    enum letter_kind kind;
    enum lang language;
    enum letter_measure measure;
    int identical; /* 1: identical offers too */
    const struct calendar *calendar;
    int64_t now_ms, sent_ms;
    struct str number, recipient, postal, electronic;
    struct str legal_basis, provisions, reasons, territory;
    struct str author, author_email;
    struct str uscc, maker_contact, recall_number;
};

/* Texts that a form begins with. */
const char *letter_legal_basis(enum lang l);
const char *letter_provisions(enum lang l);

/* A day as letters write it: "20 November 2026", "20. November 2026",
 * "2026年11月20日"; there, not in UTC. With the time where it is not 0. */
void letter_day(struct buf *out, enum lang l, const struct calendar *c,
    int64_t at_ms, int with_time);

/* Owned object for template_render. */
int letter_data(struct store *s, const struct letter_form *f,
    const struct js *authority, struct casefile *const *cases, size_t count,
    struct js **out, struct fail *fail);

/* Fill the template in. */
int letter_write(const struct letter_template *t, const struct js *data,
    struct buf *out, struct texts *missing, struct fail *fail);

#endif
