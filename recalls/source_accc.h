/* recalls/source_accc.h - notices of the Australian Competition and Consumer
 * Commission: the page of one recall, and the RSS feed of the latest.
 *
 * Pages name their fields in classes ("field-psa-recall-brand"); an item of
 * the feed holds a piece of such a page. The id is the number by which the
 * authority knows it, "2026/21017".
 */
#ifndef RECALLS_SOURCE_ACCC_H
#define RECALLS_SOURCE_ACCC_H

#include "recalls/recall_import.h"

int source_accc_page(
    struct recall_import *im, struct str text, struct fail *fail);
int source_accc_is_page(struct str text);

int source_accc_rss(
    struct recall_import *im, struct str text, struct fail *fail);
int source_accc_is_rss(struct str text);

/* Each item of a feed: address and date ("2026-09-25" or ""). A non-zero
 * return ends it. */
int source_accc_items(struct str text,
    int (*visit)(struct str link, const char *date, void *ctx), void *ctx,
    struct fail *fail);

#endif
