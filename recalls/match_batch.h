/* recalls/match_batch.h - does an offer name a recalled batch?
 *
 * Only some batches of a product are recalled where the notice names them.
 * An offer that names another one is still worth a look, but less: sellers
 * copy one text for all they have.
 */
#ifndef RECALLS_MATCH_BATCH_H
#define RECALLS_MATCH_BATCH_H

#include "core/recall.h"
#include "recalls/offer_text.h"

enum match_batch { BATCH_NOT_SAID, BATCH_SAME, BATCH_OTHER };

/* *word is the offer's batch, where it is said. */
enum match_batch match_batch_find(
    struct offer_text *ot, const struct recall *r, size_t *word);

#endif
