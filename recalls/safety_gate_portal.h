/* recalls/safety_gate_portal.h - alerts of the EU Safety Gate as its portal's
 * web application reads them: nested, with keys for words
 * ("riskType.choking", "product.category.toys") and texts by language.
 *
 * English is preferred; texts in other languages stay in the extra member
 * "translations".
 */
#ifndef RECALLS_SAFETY_GATE_PORTAL_H
#define RECALLS_SAFETY_GATE_PORTAL_H

#include "recalls/recall_import.h"

/* One notification, an array or lines of them, or the list of the most recent
 * ones ({"content": [..]}). */
int safety_gate_portal_json(
    struct recall_import *im, struct str text, struct fail *fail);

#endif
