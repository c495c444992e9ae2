/* core/folds.h - the texts of a listing, each folded once for all who judge it.
 *
 * Recalls and rules read the same fields: who comes second finds the folded
 * text of the first. Texts are told apart by where they stand, not by what
 * they say, so a text must stay as it is until the next listing. Knows no
 * fields.
 */
#ifndef CORE_FOLDS_H
#define CORE_FOLDS_H

#include "base/fold.h"

struct folds;

struct folds *folds_new(void);
void folds_free(struct folds *f);

/* Another listing begins: what was folded is gone, its memory is kept. */
void folds_begin(struct folds *f);

/* The folded form of a text (fold_text), owned by *f, until folds_begin. */
const struct folded *folds_of(struct folds *f, struct str text);

#endif
