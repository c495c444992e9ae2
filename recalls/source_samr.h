/* recalls/source_samr.h - notices of China's centre for recalls of defective
 * products (SAMR): consumer goods and vehicles.
 *
 * Web pages without fields: the headline has a grammar of its own, "[place]
 * company recalls some BRAND-brand PRODUCT", and the text its labels
 * (model/specification, number affected, production dates, defect, possible
 * consequence), with a colon or without.
 */
#ifndef RECALLS_SOURCE_SAMR_H
#define RECALLS_SOURCE_SAMR_H

#include "recalls/recall_import.h"

/* One notice. Its id is the number it states, else that of its address
 * ("t20260928_116125"), which is im->name. */
int source_samr_page(
    struct recall_import *im, struct str text, struct fail *fail);
int source_samr_is_page(struct str text);

/* What a headline says; views into it, empty where it does not say it. */
struct source_samr_title {
    struct str place, company, brand, product;
};
void source_samr_title(struct str title, struct source_samr_title *out);

/* The number of a notice in an address; empty if none. */
struct str source_samr_number(struct str url);

#endif
