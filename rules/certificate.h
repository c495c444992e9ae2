/* rules/certificate.h - numbers of certificates and registers in offers.
 *
 * Which words announce such a number, where it stands behind them, and
 * whether it is well formed. Well formed is not genuine: only the register
 * of the body that gave it knows that.
 */
#ifndef RULES_CERTIFICATE_H
#define RULES_CERTIFICATE_H

#include "base/str.h"

enum certificate_kind {
    CERTIFICATE_CCC,      /* China Compulsory Certification */
    CERTIFICATE_CE_BODY,  /* number of the notified body beside CE */
    CERTIFICATE_WEEE,     /* German register of electrical equipment */
    CERTIFICATE_LUCID,    /* German register of packaging */
    CERTIFICATE_KC,       /* Korean certification */
    CERTIFICATE_CAS,      /* Chemical Abstracts Service */
    CERTIFICATE_GTIN,     /* trade item number; core/gtin.h */
    CERTIFICATE_GS1_LINK, /* GS1 Digital Link; rules/gs1_link.h */
    CERTIFICATE_KINDS
};
#define CERTIFICATE_NAMES "CCC, CE-body, WEEE, LUCID, KC, CAS, GTIN, GS1-link"

/* By the name that rules use; -1 if there is none. */
int certificate_kind_find(enum certificate_kind *out, struct str name);
const char *certificate_kind_name(enum certificate_kind k);

/* A pattern as rules have them for the words in front of such a number. */
const char *certificate_label(enum certificate_kind k);

/* Read the number that stands at `at` in folded text, behind its label. With
 * labelled != 0 the label is certain (an attribute's name), so that what
 * stands there is taken for the number even if it is ill formed; otherwise
 * an ill-formed one counts only where a word such as "No." announces it.
 * Returns 0 if there is none, else its range and whether it is well formed. */
int certificate_read(enum certificate_kind k, struct str folded, size_t at,
    int labelled, size_t *start, size_t *end, int *valid);

/* 0 if the text has fewer digits than any number of the kind, which is soon
 * seen: certificate_read would find none. */
int certificate_has_digits(enum certificate_kind k, struct str folded);

/* 1 for a CAS registry number with a correct check digit: "80-54-6". */
int certificate_is_cas(struct str text);

#endif
