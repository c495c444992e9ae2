/* recalls/source_health_canada.h - recalls and safety alerts of Health Canada's
 * open data (HCRSAMOpenData).
 *
 * Every notice is there in English and in French, under one NID: it becomes
 * one recall, in English where there is English, with the other language in
 * the extra member "translations". Notices under different NIDs are
 * different notices. What the food inspection agency (CFIA) recalls is left
 * out and counted: food is no product of market surveillance. Feeds have no
 * models and numbers: they are mined from titles and products.
 */
#ifndef RECALLS_SOURCE_HEALTH_CANADA_H
#define RECALLS_SOURCE_HEALTH_CANADA_H

#include "recalls/recall_import.h"

int source_health_canada_json(
    struct recall_import *im, struct str text, struct fail *fail);

#endif
