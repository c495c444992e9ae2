/* recalls/source_opss.h - product safety reports, alerts and recalls of the UK
 * Office for Product Safety and Standards on GOV.UK.
 *
 * The search has facets only; the content has a body in HTML with a table of
 * brands, models, barcodes and periods of sale. The id is the number of the
 * product safety database ("2511-0162") where one is named, else the last
 * part of the page's path.
 */
#ifndef RECALLS_SOURCE_OPSS_H
#define RECALLS_SOURCE_OPSS_H

#include "recalls/recall_import.h"

/* The answer of the search API ({"results": [..]}), of the content API (one
 * object), an array or lines of either. */
int source_opss_json(
    struct recall_import *im, struct str text, struct fail *fail);

#endif
